using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Utilities;

/// <summary>Observers with leases: who has not renewed in time, or fails, is dropped at the next notification.</summary>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log) where TObserver : IAddressable
{
    private readonly Dictionary<IAddressable, (TObserver Observer, DateTime LastSeen)> _observers = [];

    public TimeSpan ExpirationDuration { get; set; } = expiration;

    public Func<DateTime> GetDateTime { get; set; } = () => DateTime.UtcNow;

    public int Count => _observers.Count;

    public void Subscribe(IAddressable id, TObserver observer) => _observers[id] = (observer, GetDateTime());

    public void Unsubscribe(IAddressable id) => _observers.Remove(id);

    public void Clear() => _observers.Clear();

    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, (observer, lastSeen)) in _observers.ToArray())
        {
            if (lastSeen + ExpirationDuration < GetDateTime())
            {
                _observers.Remove(id);
            }
            else if (predicate?.Invoke(observer) != false)
            {
                try
                {
                    await notification(observer);
                }
                catch (Exception exception)
                {
                    log.LogDebug(exception, "Observer {Observer} is dropped", id);
                    _observers.Remove(id);
                }
            }
        }
    }
}
