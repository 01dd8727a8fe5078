using System.Diagnostics;
using System.Net;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Silo;

namespace Actors.Bench.CheckIns;

/// <summary>
/// The API with the two routes it is compared to, in a process of its own. It is asked over its standard input: <c>token USER</c> gives a
/// bearer token, <c>code OPPORTUNITY</c> what the venue's screen would show now; it ends when its input does.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, IPEndPoint address) => (_process, Address) = (process, address);

    public IPEndPoint Address { get; }

    public static async Task<ServerProcess> Start(string database)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "--server")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [SiloHosting.DatabaseVariable] = database },
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                return new(process, IPEndPoint.Parse(line[6..]));
            }

            Console.WriteLine(line);
        }

        throw new InvalidOperationException("The server's process ended before it was ready.");
    }

    public Task<string> Token(UserId user) => Ask($"token {user}");

    public Task<string> Code(string opportunity) => Ask($"code {opportunity}");

    /// <summary>Processor time that the server has used, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>The process' own side.</summary>
    public static async Task Serve()
    {
        await using var server = await CheckInServer.Start(Environment.GetEnvironmentVariable(SiloHosting.DatabaseVariable)!);
        Console.WriteLine($"ready {server.Address}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["token", var user] => server.Token(UserId.Of(user)),
                ["code", var opportunity] => server.Code(OpportunityId.Of(opportunity)),
                _ => throw new InvalidOperationException($"Not understood: {line}"),
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> Ask(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server's process ended.");
    }
}
