using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Actors.Common;

namespace Actors.Tests.Faults.Common;

/// <param name="Key">Idempotency-Key, and the name by which an answer is found.</param>
internal sealed record Order(string Key, string Path, object? Body, string Token);

/// <summary>What many callers at once were told. Whoever got no answer does not know, and may ask again.</summary>
internal sealed class Load
{
    private const int Callers = 64;
    private readonly ConcurrentDictionary<string, string> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _refused = new(StringComparer.Ordinal);
    private int _unknown;

    /// <summary>Bodies of 2xx answers by key.</summary>
    public IReadOnlyDictionary<string, string> Acknowledged => _acknowledged;

    /// <summary>Bodies of 4xx answers by key.</summary>
    public IReadOnlyDictionary<string, string> Refused => _refused;

    /// <summary>How often nobody knew how it ended.</summary>
    public int Unknown => _unknown;

    /// <summary>Sends everything that has no answer yet, and calls <paramref name="strike"/> once, when so many of these were acknowledged.</summary>
    public async Task Send(Uri address, IEnumerable<Order> orders, int strikeAfter = int.MaxValue, Func<Task>? strike = null)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Callers, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        var waiting = new ConcurrentQueue<Order>(orders.Where(o => !_acknowledged.ContainsKey(o.Key) && !_refused.ContainsKey(o.Key)));
        var (done, struck) = (0, Task.CompletedTask);
        var dead = false;

        async Task Call()
        {
            while (!Volatile.Read(ref dead) && waiting.TryDequeue(out var order))
            {
                if (await One(client, order))
                {
                    if (Interlocked.Increment(ref done) == strikeAfter)
                    {
                        struck = strike!();
                    }
                }
                else if (strike is not null && done >= strikeAfter)
                {
                    Volatile.Write(ref dead, true);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Call()));
        await struck;
    }

    private async Task<bool> One(HttpClient client, Order order)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(order.Path, UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", order.Token);
            request.Headers.Add("Idempotency-Key", order.Key);
            request.Content = order.Body is null ? null : JsonContent.Create(order.Body, order.Body.GetType(), options: ActorsJson.Options);
            using var response = await client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            switch (response.StatusCode)
            {
                case < HttpStatusCode.BadRequest:
                    _acknowledged[order.Key] = text;
                    return true;
                case HttpStatusCode.Conflict when text.Contains("common.idempotency-key-in-use", StringComparison.Ordinal):
                    // A killed server holds its keys for seconds yet.
                    await Task.Delay(TimeSpan.FromMilliseconds(500));
                    return await One(client, order);
                case < HttpStatusCode.InternalServerError:
                    _refused[order.Key] = text;
                    return true;
                case HttpStatusCode.ServiceUnavailable:
                    Interlocked.Increment(ref _unknown);
                    return false;
                default:
                    throw new InvalidOperationException($"{(int)response.StatusCode} {text}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            Interlocked.Increment(ref _unknown);
            return false;
        }
    }
}
