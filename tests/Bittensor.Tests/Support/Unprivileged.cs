using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Bittensor.Tests.Support;

/// <summary>Runs code to whose eyes file permissions matter, even where the tests run as root. Linux only.</summary>
internal static partial class Unprivileged
{
    private const int Nobody = 65534;

    public static void Run(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            // Root without its file-system identity has no right to pass by permissions either. It holds for one thread.
            bool privileged = Environment.IsPrivilegedProcess;
            int before = privileged ? setfsuid(Nobody) : 0;
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            finally
            {
                _ = privileged ? setfsuid(before) : 0;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    [LibraryImport("libc")]
    private static partial int setfsuid(int user);
}
