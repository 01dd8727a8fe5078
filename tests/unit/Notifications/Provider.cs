using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Actors.Tests.Unit.Notifications;

/// <summary>A request that reached <see cref="Provider"/>.</summary>
internal sealed record Received(string Method, string Host, string Path, string Query, string Body, Dictionary<string, string> Headers);

/// <summary>A provider's HTTP server on this machine: remembers what came and answers as a test says. Also the client that finds it whatever host it asks for.</summary>
internal sealed class Provider : IAsyncDisposable, IHttpClientFactory
{
    private readonly WebApplication _app;

    private Provider(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Requests { get; } = [];

    /// <summary>Status and body for a request; status 0 hangs up after it has arrived.</summary>
    public Func<Received, (int Status, string Body)> Answer { get; set; } = _ => (200, "{}");

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<Provider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new Provider(app);
        app.Run(provider.Take);
        await app.StartAsync();
        return provider;
    }

    public HttpClient CreateClient(string name) => new(new Redirected(Address));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var received = new Received(
            request.Method, request.Headers["X-Asked-Host"].ToString(), request.Path, request.QueryString.Value ?? "", await reader.ReadToEndAsync(),
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        Requests.Enqueue(received);
        var (status, body) = Answer(received);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }

    private sealed class Redirected(Uri server) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Asked-Host", request.RequestUri!.Host);
            request.RequestUri = new UriBuilder(request.RequestUri) { Scheme = server.Scheme, Host = server.Host, Port = server.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
