using ReverseProxy.CommandLine;

return await ProxyCommand.InvokeAsync(args);
