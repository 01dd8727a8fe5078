namespace Twilio.Exceptions;

/// <summary>Base of all that goes wrong with Twilio.</summary>
public class TwilioException : Exception
{
    public TwilioException()
    {
    }

    public TwilioException(string message) : base(message)
    {
    }

    public TwilioException(string message, Exception exception) : base(message, exception)
    {
    }
}

/// <summary>Nothing came back: whether the request took effect is unknown.</summary>
public class ApiConnectionException : TwilioException
{
    public ApiConnectionException(string message) : base(message)
    {
    }

    public ApiConnectionException(string message, Exception exception) : base(message, exception)
    {
    }
}

public class AuthenticationException(string message) : TwilioException(message);

/// <summary>Twilio refused. <see cref="Code"/> is Twilio's, <see cref="Status"/> that of HTTP.</summary>
public class ApiException : TwilioException
{
    public ApiException(string message) : base(message)
    {
    }

    public ApiException(string message, Exception exception) : base(message, exception)
    {
    }

    public ApiException(int code, int status, string message, string? moreInfo, Dictionary<string, object>? details = null, Exception? exception = null)
        : base(message, exception!) => (Code, Status, MoreInfo, Details) = (code, status, moreInfo, details);

    public int Code { get; }

    public int Status { get; }

    public string? MoreInfo { get; }

    public Dictionary<string, object>? Details { get; }
}
