using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Orleans.Runtime
{
    /// <summary>A name inside an id. Its hash is Orleans' own (xxHash32 of the UTF-8 bytes), so that stored hashes mean the same to both engines.</summary>
    public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
    {
        private readonly string? _value;

        private IdSpan(string value) => _value = value;

        public bool IsDefault => string.IsNullOrEmpty(_value);

        public static IdSpan Create(string id) => new(id);

        public uint GetUniformHashCode() => StableHash.ComputeHash(Encoding.UTF8.GetBytes(_value ?? ""));

        public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

        public bool Equals(IdSpan obj) => _value == obj._value;

        public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

        public override int GetHashCode() => _value?.GetHashCode(StringComparison.Ordinal) ?? 0;

        public override string ToString() => _value ?? "";

        public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

        public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
    }

    /// <summary>The type half of a grain id.</summary>
    public readonly struct GrainType(IdSpan id) : IEquatable<GrainType>, IComparable<GrainType>
    {
        public IdSpan Value { get; } = id;

        public bool IsDefault => Value.IsDefault;

        public static GrainType Create(string value) => new(IdSpan.Create(value));

        public uint GetUniformHashCode() => Value.GetUniformHashCode();

        public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

        public bool Equals(GrainType obj) => Value.Equals(obj.Value);

        public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

        public override int GetHashCode() => Value.GetHashCode();

        public override string ToString() => Value.ToString();

        public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

        public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
    }

    /// <summary>Type and key of a grain, written <c>type/key</c>.</summary>
    public readonly struct GrainId(GrainType type, IdSpan key) : IEquatable<GrainId>, IComparable<GrainId>
    {
        public GrainType Type { get; } = type;

        public IdSpan Key { get; } = key;

        public bool IsDefault => Type.IsDefault && Key.IsDefault;

        public static GrainId Create(string type, string key) => new(GrainType.Create(type), IdSpan.Create(key));

        public static GrainId Create(GrainType type, string key) => new(type, IdSpan.Create(key));

        public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

        public static GrainId Parse(string value, IFormatProvider? provider = null) =>
            TryParse(value, out var result) ? result : throw new ArgumentException($"Unable to parse \"{value}\" as a grain id");

        public static bool TryParse([NotNullWhen(true)] string? value, out GrainId result)
        {
            var slash = value?.IndexOf('/', StringComparison.Ordinal) ?? -1;
            result = slash > 0 ? Create(value![..slash], value[(slash + 1)..]) : default;
            return slash > 0;
        }

        public uint GetUniformHashCode() => unchecked((Type.GetUniformHashCode() * 31) + Key.GetUniformHashCode());

        public int CompareTo(GrainId other) => Type.CompareTo(other.Type) is var byType and not 0 ? byType : Key.CompareTo(other.Key);

        public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

        public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(Type, Key);

        public override string ToString() => $"{Type}/{Key}";

        public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

        public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
    }
}

namespace Orleans
{
    /// <summary>xxHash32, seed 0: the hash by which Orleans places reminders on its ring.</summary>
    public static class StableHash
    {
        private const uint Prime1 = 2654435761, Prime2 = 2246822519, Prime3 = 3266489917, Prime4 = 668265263, Prime5 = 374761393;

        public static uint ComputeHash(ReadOnlySpan<byte> data)
        {
            unchecked
            {
                var length = (uint)data.Length;
                var hash = data.Length < 16 ? Prime5 : Stripes(ref data);
                hash += length;
                for (; data.Length >= 4; data = data[4..])
                {
                    hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime3), 17) * Prime4;
                }

                foreach (var value in data)
                {
                    hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
                }

                hash = (hash ^ (hash >> 15)) * Prime2;
                hash = (hash ^ (hash >> 13)) * Prime3;
                return hash ^ (hash >> 16);
            }
        }

        private static uint Stripes(ref ReadOnlySpan<byte> data)
        {
            unchecked
            {
                uint a = Prime1 + Prime2, b = Prime2, c = 0, d = 0 - Prime1;
                for (; data.Length >= 16; data = data[16..])
                {
                    a = Round(a, data);
                    b = Round(b, data[4..]);
                    c = Round(c, data[8..]);
                    d = Round(d, data[12..]);
                }

                return BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            }
        }

        private static uint Round(uint lane, ReadOnlySpan<byte> data) =>
            unchecked(BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime2), 13) * Prime1);
    }
}
