using Actors.Common;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Common;

/// <summary>
/// Tells a live topic what has become durable, in order, without holding up the grain. News that arrive while some are on their way go
/// together, and are written out only then. What could not be told, or may have been lost with an earlier activation, makes watchers load again.
/// </summary>
internal sealed class Announcer<T>(ILiveTopicGrain topic, Func<IReadOnlyList<T>, IEnumerable<LiveNews>> write, ILogger log, bool mayHaveMissed)
{
    private List<T> _waiting = [];
    private bool _missed = mayHaveMissed;
    private Task _telling = Task.CompletedTask;

    public void Tell(T happened)
    {
        _waiting.Add(happened);
        if (_telling.IsCompleted)
        {
            _telling = Telling();
        }
    }

    /// <summary>What watchers were told holds no more, in a way that no news can say: they load again.</summary>
    public void Reset()
    {
        _missed = true;
        if (_telling.IsCompleted)
        {
            _telling = Telling();
        }
    }

    private async Task Telling()
    {
        do
        {
            var news = _waiting;
            _waiting = [];
            try
            {
                if (_missed)
                {
                    _missed = false;
                    await topic.Reset();
                }

                if (news.Count > 0)
                {
                    await topic.Publish([.. write(news)]);
                }
            }
            catch (Exception exception)
            {
                log.LogWarning(exception, "A live topic did not take {Count} events", news.Count);
                _missed = true;
                if (_waiting.Count == 0)
                {
                    // The next news tells it again.
                    return;
                }
            }
        }
        while (_waiting.Count > 0 || _missed);
    }
}
