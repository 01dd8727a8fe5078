using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Twilio.Exceptions;

namespace Twilio.Types
{
    /// <summary>Anything that a message goes to or comes from.</summary>
    public interface IEndpoint;

    /// <summary>A number in E.164.</summary>
    public class PhoneNumber(string number) : IEndpoint
    {
        private readonly string _number = number;

        public static implicit operator PhoneNumber(string number) => new(number);

        public override string ToString() => _number;
    }

    /// <summary>A value of an enumeration that Twilio may extend.</summary>
    public abstract class StringEnum
    {
        private string? _value;

        protected StringEnum()
        {
        }

        protected StringEnum(string value) => _value = value;

        public void FromString(string value) => _value = value;

        public override string ToString() => _value ?? "";
    }
}

namespace Twilio.Rest
{
    /// <summary>The product that a request goes to; the first part of the host's name.</summary>
    public sealed class Domain : Types.StringEnum
    {
        public static readonly Domain Api = new("api");

        public static readonly Domain Verify = new("verify");

        private Domain(string value) : base(value)
        {
        }
    }
}

namespace Twilio.Base
{
    /// <summary>A thing that Twilio keeps.</summary>
    public abstract class Resource;

    /// <summary>Parameters of a request.</summary>
    public interface IOptions<T> where T : Resource
    {
        List<KeyValuePair<string, string>> GetParams();
    }

    /// <summary>Parameters of a request for many.</summary>
    public abstract class ReadOptions<T> : IOptions<T> where T : Resource
    {
        public int? PageSize { get; set; }

        public long? Limit { get; set; }

        public abstract List<KeyValuePair<string, string>> GetParams();
    }

    /// <summary>What was found. Here the first page only, which is as much as a limit of at most 1,000 needs.</summary>
    public class ResourceSet<T> : IEnumerable<T> where T : Resource
    {
        private readonly IReadOnlyList<T> _records;

        internal ResourceSet(IReadOnlyList<T> records) => _records = records;

        public IEnumerator<T> GetEnumerator() => _records.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    internal static class Json
    {
        public static readonly JsonSerializerOptions Options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
        };

        public static T Read<T>(string json)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(json, Options) ?? throw new ApiException("The answer is null.");
            }
            catch (JsonException exception)
            {
                throw new ApiException(exception.Message, exception);
            }
        }
    }

    internal sealed class StringEnumConverter<T> : JsonConverter<T> where T : Types.StringEnum, new()
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var read = new T();
            read.FromString(reader.GetString() ?? "");
            return read;
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
