namespace ProxyBench;

/// <summary>The peer: nginx that answers everything with 401 and the same JSON, or forwards everything.</summary>
internal sealed class Nginx : IDisposable
{
    private readonly string _directory;

    private Nginx(ServerProcess process, string directory) => (Process, _directory) = (process, directory);

    public ServerProcess Process { get; }

    /// <summary>Starts one that answers everything with 401; null where it is not installed.</summary>
    public static Task<Nginx?> RefusingAsync(int port) =>
        StartAsync(port, string.Empty, """return 401 '{"detail":"Missing or invalid Authorization header"}';""");

    /// <summary>Starts one that forwards everything, and keeps its connections to the backend; null where it is not installed.</summary>
    public static Task<Nginx?> ForwardingAsync(int port, int backend) => StartAsync(
        port,
        $"upstream backend {{ server 127.0.0.1:{backend}; keepalive 64; keepalive_requests 1000000000; }}",
        """
        client_max_body_size 0; proxy_request_buffering off; proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection "";
        """);

    private static async Task<Nginx?> StartAsync(int port, string upstream, string location)
    {
        string? program = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':')
            .Select(directory => Path.Combine(directory, "nginx")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            Console.Error.WriteLine("nginx is not installed (Debian: apt-get install nginx-light), so it is not compared with");
            return null;
        }

        string directory = Directory.CreateTempSubdirectory("proxy-bench-nginx-").FullName;
        string configuration = Path.Combine(directory, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : string.Empty)}}
            worker_processes auto;
            pid {{directory}}/nginx.pid;
            error_log stderr crit;
            events { worker_connections 4096; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                client_body_temp_path {{directory}}/body;
                proxy_temp_path {{directory}}/proxy;
                fastcgi_temp_path {{directory}}/fastcgi;
                uwsgi_temp_path {{directory}}/uwsgi;
                scgi_temp_path {{directory}}/scgi;
                {{upstream}}
                server {
                    listen 127.0.0.1:{{port}};
                    default_type application/json;
                    location / { {{location}} }
                }
            }
            """);
        return new(await ServerProcess.StartProgramAsync(program, port, "-c", configuration, "-p", directory), directory);
    }

    public void Dispose()
    {
        Process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
