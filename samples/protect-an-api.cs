#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Epistula.AspNetCore/Epistula.AspNetCore.csproj

// An API that only signed requests reach. Run: dotnet run samples/protect-an-api.cs -- 5F…
using Epistula.AspNetCore;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(EpistulaDefaults.AuthenticationScheme).AddEpistula(options => options.Receiver = args[0]);

WebApplication application = builder.Build();
application.UseAuthentication();
application.UseAuthorization();
application.MapPost("/inference", (HttpContext context) => $"hello, {context.User.Identity!.Name}").RequireAuthorization();
application.Run("http://127.0.0.1:5080");
