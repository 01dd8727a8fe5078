namespace Orleans.Runtime;

/// <summary>The messages of an activation, in their order, and which of them may run beside each other. Its owner's lock is held around every call.</summary>
internal sealed class Mailbox(bool reentrant, Action<Message> start)
{
    private readonly Queue<Message> _waiting = new();

    /// <summary>Of those that run: those that do not always interleave, and of these those that may change something.</summary>
    private int _running, _blocking, _writing;

    /// <summary>Messages begun and not ended.</summary>
    public int Running => _running;

    public int Load => Volatile.Read(ref _running) + _waiting.Count;

    /// <summary>Starts a message or lets it wait. Only what always interleaves passes those that wait.</summary>
    /// <param name="open">Whether the activation begins messages at all.</param>
    public void Take(Message message, bool open)
    {
        if (open && MayStart(message) && (message.AlwaysInterleave || _waiting.Count == 0))
        {
            Start(message);
        }
        else
        {
            _waiting.Enqueue(message);
        }
    }

    /// <summary>Starts what had to wait for a message that has ended.</summary>
    public void Ended(Message message, bool open)
    {
        Count(message, -1);
        while (open && _waiting.TryPeek(out var next) && MayStart(next))
        {
            Start(_waiting.Dequeue());
        }
    }

    /// <summary>Takes out all that wait.</summary>
    public Message[] Empty()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        return waiting;
    }

    private bool MayStart(Message message) => _blocking == 0 || message.AlwaysInterleave || reentrant || (message.ReadOnly && _writing == 0);

    private void Start(Message message)
    {
        // Otherwise the caller gave up while it waited.
        if (!message.Answered)
        {
            Count(message, 1);
            start(message);
        }
    }

    private void Count(Message message, int one)
    {
        _running += one;
        if (!message.AlwaysInterleave)
        {
            _blocking += one;
            _writing += message.ReadOnly ? 0 : one;
        }
    }
}
