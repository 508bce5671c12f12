using Microsoft.Extensions.Logging;

namespace ReverseProxy.Admin;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Admin interface on {Address}; the token is in {Token}")]
    public static partial void AdminServing(ILogger logger, string address, string token);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sender {Sender} is {Word} from now on")]
    public static partial void SenderChanged(ILogger logger, string sender, string word);
}
