using Actors.Grains.Notifications;
using Orleans.Storage;

namespace Actors.Tests.Cluster.Common;

/// <summary>How a write ends.</summary>
internal enum WriteFault
{
    None,

    /// <summary>Refused: nothing is stored.</summary>
    Refused,

    /// <summary>Stored, but the answer is lost.</summary>
    AnswerLost,
}

/// <summary>Documents whose next writes fail as a test wants.</summary>
internal sealed class FaultyStorage : IGrainStorage
{
    private IGrainStorage _inner = null!;

    /// <summary>Asked before every write: state name and grain.</summary>
    public Func<string, GrainId, WriteFault> Fault { get; set; } = (_, _) => WriteFault.None;

    public FaultyStorage Around(IGrainStorage inner)
    {
        _inner = inner;
        return this;
    }

    /// <summary>Lets the next write of a state fail, once.</summary>
    public void FailNext(string stateName, WriteFault fault)
    {
        var left = 1;
        Fault = (name, _) => name == stateName && Interlocked.Decrement(ref left) >= 0 ? fault : WriteFault.None;
    }

    /// <summary>Told of every read: a document is read when its grain is first called.</summary>
    public Action<string, GrainId> Read { get; set; } = (_, _) => { };

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Read(stateName, grainId);
        return _inner.ReadStateAsync(stateName, grainId, grainState);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        switch (Fault(stateName, grainId))
        {
            case WriteFault.Refused:
                throw new IOException("The test refuses this write.");
            case WriteFault.AnswerLost:
                await _inner.WriteStateAsync(stateName, grainId, grainState);
                throw new IOException("The test loses this answer.");
            default:
                await _inner.WriteStateAsync(stateName, grainId, grainState);
                break;
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => _inner.ClearStateAsync(stateName, grainId, grainState);
}

/// <summary>Letters that a test may refuse, and a count of those that were sent.</summary>
internal sealed class FaultyMail : IMailPort
{
    private IMailPort _inner = null!;
    private int _sent;

    public int Sent => _sent;

    /// <summary>Asked before every letter: an answer instead of delivery, or null. May throw.</summary>
    public Func<Mail, MailReceipt?> Fault { get; set; } = _ => null;

    /// <summary>Called after a letter was delivered, before its sender hears of it.</summary>
    public Func<Mail, Task> Delivered { get; set; } = _ => Task.CompletedTask;

    public FaultyMail Around(IMailPort inner)
    {
        _inner = inner;
        return this;
    }

    public async Task<MailReceipt> Send(Mail mail)
    {
        if (Fault(mail) is { } answer)
        {
            return answer;
        }

        Interlocked.Increment(ref _sent);
        var receipt = await _inner.Send(mail);
        await Delivered(mail);
        return receipt;
    }
}
