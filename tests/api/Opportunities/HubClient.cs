using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Opportunities;

/// <summary>The hub's protocol as it is on the wire: JSON messages, each ended by 0x1E.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _answers = Channel.CreateUnbounded<JsonElement>();
    private readonly StringBuilder _heard = new();
    private Task _listening = Task.CompletedTask;

    /// <summary>Every character that came.</summary>
    public string Heard => _heard.ToString();

    public static async Task<HubClient> Connect(ActorsApp app, string? token = null)
    {
        var client = new HubClient();
        var query = token is null ? "" : $"?access_token={Uri.EscapeDataString(token)}";
        await client._socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/hub/live", Query = query }.Uri, TestContext.Current.CancellationToken);
        await client.Send("""{"protocol":"json","version":1}""");
        client._listening = client.Listen();
        return client;
    }

    /// <summary>The answer to 'Watch'; its error when it was refused.</summary>
    public async Task<JsonElement> Watch(string? topic, long? epoch = null, long? sequence = null)
    {
        await Send(JsonSerializer.Serialize(new { type = 1, invocationId = "1", target = "Watch", arguments = new object?[] { topic, epoch, sequence } }));
        return await _answers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience);
    }

    /// <summary>The next message of events.</summary>
    public async Task<JsonElement> Next() => await _events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience);

    /// <summary>Messages until a position is reached.</summary>
    public async Task<List<JsonElement>> Upto(long sequence)
    {
        List<JsonElement> events = [];
        for (var reached = 0L; reached < sequence;)
        {
            var message = await Next();
            reached = message.GetProperty("upto").GetInt64();
            events.AddRange(message.GetProperty("events").EnumerateArray());
        }

        return events;
    }

    /// <summary>Waits until the other side ends the connection.</summary>
    public Task Ended() => _listening.WaitAsync(s_patience);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _listening;
        _socket.Dispose();
    }

    private Task Send(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken).WaitAsync(s_patience);

    private async Task Listen()
    {
        var (buffer, text) = (new byte[16 * 1024], new StringBuilder());
        try
        {
            while (_socket.State == WebSocketState.Open)
            {
                var received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                if (!received.EndOfMessage || text.Length == 0 || text[^1] != End)
                {
                    continue;
                }

                _heard.Append(text);
                foreach (var message in text.ToString().Split(End, StringSplitOptions.RemoveEmptyEntries).Select(m => JsonDocument.Parse(m).RootElement))
                {
                    Hear(message);
                }

                text.Clear();
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone.
        }
    }

    private void Hear(JsonElement message)
    {
        switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 1 when message.GetProperty("target").GetString() == "events":
                _events.Writer.TryWrite(message.GetProperty("arguments")[0]);
                break;
            case 3:
                _answers.Writer.TryWrite(message.TryGetProperty("result", out var result) ? result : message.GetProperty("error"));
                break;
        }
    }
}
