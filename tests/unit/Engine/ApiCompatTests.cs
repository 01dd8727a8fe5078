using System.Reflection;

namespace Actors.Tests.Unit.Engine;

/// <summary>The embedded engine promises nothing that Orleans 10.4.2 does not.</summary>
public sealed class ApiCompatTests
{
    private static readonly string[] s_packages =
    [
        "Microsoft.Orleans.Core.Abstractions",
        "Microsoft.Orleans.Persistence.AdoNet",
        "Microsoft.Orleans.Reminders.AdoNet",
        "Microsoft.Orleans.Clustering.AdoNet",
    ];

    /// <summary>Public types whose home package is not on every feed: compared by eye with src/api of the Orleans repository at v10.4.2.</summary>
    private static readonly Dictionary<string, string[]> s_elsewhere = new(StringComparer.Ordinal)
    {
        ["Microsoft.Orleans.Core"] =
        [
            "Microsoft.Extensions.Hosting.OrleansClientGenericHostExtensions",
            "Orleans.Configuration.ClusterOptions",
            "Orleans.Configuration.MessagingOptions",
            "Orleans.GrainState`1",
            "Orleans.Hosting.IClientBuilder",
            "Orleans.IClusterClient",
            "Orleans.IGrainState`1",
            "Orleans.Storage.IGrainStorage",
            "Orleans.Storage.InconsistentStateException",
            "Orleans.Utilities.ObserverManager`1",
            "Orleans.Utilities.ObserverManager`2",
        ],
        ["Microsoft.Orleans.Reminders"] =
        [
            "Orleans.GrainReminderExtensions",
            "Orleans.IRemindable",
            "Orleans.Runtime.IGrainReminder",
            "Orleans.Runtime.TickStatus",
            "Orleans.Timers.IReminderRegistry",
        ],
        ["Microsoft.Orleans.Runtime"] =
        [
            "Microsoft.Extensions.Hosting.OrleansSiloGenericHostExtensions",
            "Orleans.Configuration.GrainCollectionOptions",
            "Orleans.Configuration.SiloMessagingOptions",
            "Orleans.Hosting.GrainCallFilterSiloBuilderExtensions",
            "Orleans.Hosting.ISiloBuilder",
            "Orleans.Hosting.SiloBuilderExtensions",
            "Orleans.Runtime.IPersistentStateConfiguration",
            "Orleans.Runtime.IPersistentState`1",
            "Orleans.Runtime.PersistentStateAttribute",
        ],
        ["Microsoft.Orleans.Serialization"] =
        [
            "Orleans.Serialization.Invocation.IInvokable",
        ],
        ["Microsoft.Orleans.Serialization.Abstractions"] =
        [
            "Orleans.AliasAttribute",
            "Orleans.GenerateSerializerAttribute",
            "Orleans.IdAttribute",
            "Orleans.ImmutableAttribute",
            "Orleans.ResponseTimeoutAttribute",
        ],
    };

    [Fact]
    public void Every_public_type_has_its_home_in_Orleans()
    {
        var real = Real();

        var homeless = Ours().Keys.Where(name => !real.ContainsKey(name)).Except(s_elsewhere.Values.SelectMany(names => names));

        AssertNone(homeless);
    }

    [Fact]
    public void Every_public_member_is_in_Orleans_just_so()
    {
        AssertNone(Differences(Ours(), Real()));
    }

    [Fact]
    public void A_type_listed_as_unavailable_exists_here_and_is_not_available()
    {
        var ours = Ours();
        var real = Real();

        var stale = s_elsewhere.Values.SelectMany(names => names).Where(name => !ours.ContainsKey(name) || real.ContainsKey(name));

        AssertNone(stale);
    }

    [Theory]
    [InlineData("ImmutableAttribute", "usage: Class")]
    [InlineData("ISecret", "method: public abstract System.Void Tell(System.String name)")]
    [InlineData("ISecret", "method: public abstract System.Void Tell(System.String text = default)")]
    [InlineData("ISecret", "method: public abstract System.Int32 Tell(System.String text)")]
    [InlineData("ISecret", "method: public abstract System.Void Shout(System.String text)")]
    public void A_difference_is_found(string type, string promise)
    {
        var real = Api("ISecret", "method: public abstract System.Void Tell(System.String text)");

        var differences = Differences(Api(type, promise), real);

        Assert.Equal(type == "ISecret" ? [$"{type}: {promise}"] : [], differences);
    }

    [Fact]
    public void The_reader_tells_what_a_signature_promises()
    {
        using var assembly = File.OpenRead(typeof(SampleAttribute<>).Assembly.Location);

        var promises = PublicApi.Of(assembly)["Actors.Tests.Unit.Engine.ApiCompatTests+SampleAttribute`1"];

        Assert.Equal(
            [
                "base: System.Attribute",
                "field: static System.Int32 Most = 7",
                "method: protected virtual System.Threading.Tasks.Task`1<T> Open<TOther : System.IDisposable>(T value, System.Int32 times = 3, System.Threading.CancellationToken token = default)",
                "method: public System.String get_Name()",
                "method: public System.Void .ctor(System.String name)",
                "method: public System.Void [System.Runtime.CompilerServices.IsExternalInit] set_Name(System.String value)",
                "type: class<T : ReferenceTypeConstraint>",
                "usage: AllowMultiple True",
                "usage: Method, Parameter",
            ],
            promises.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Differences(Dictionary<string, HashSet<string>> ours, Dictionary<string, HashSet<string>> real) =>
        from type in ours
        where real.ContainsKey(type.Key)
        from promise in type.Value.Except(real[type.Key])
        let difference = $"{type.Key}: {promise}"
        orderby difference
        select difference;

    private static void AssertNone(IEnumerable<string> findings)
    {
        var list = string.Join(Environment.NewLine, findings.Order(StringComparer.Ordinal));
        Assert.True(list.Length == 0, list);
    }

    private static Dictionary<string, HashSet<string>> Api(string type, string promise) => new() { [type] = [promise] };

    private static Dictionary<string, HashSet<string>> Ours()
    {
        var assembly = typeof(Grain).Assembly;
        Assert.SkipUnless(assembly.GetName().Name == "Actors.Compat.Orleans", "Built on Orleans itself: there is no stand-in to compare.");
        using var file = File.OpenRead(assembly.Location);
        return PublicApi.Of(file);
    }

    private static Dictionary<string, HashSet<string>> Real()
    {
        var packages = Setting("NuGetPackageRoot");
        var version = Setting("OrleansVersion");
        return s_packages
            .Select(package => Path.Combine(packages, package.ToLowerInvariant(), version, "lib"))
            .SelectMany(folder => Directory.GetFiles(Directory.GetDirectories(folder).Max(StringComparer.Ordinal)!, "*.dll"))
            .SelectMany(path =>
            {
                using var file = File.OpenRead(path);
                return PublicApi.Of(file);
            })
            .GroupBy(type => type.Key, type => type.Value, StringComparer.Ordinal)
            .ToDictionary(type => type.Key, promises => promises.SelectMany(p => p).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static string Setting(string name) =>
        typeof(ApiCompatTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;

    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter, AllowMultiple = true)]
    public class SampleAttribute<T>(string name) : Attribute
        where T : class
    {
        public const int Most = 7;

        public string Name { get; init; } = name;

        protected virtual Task<T> Open<TOther>(T value, int times = 3, CancellationToken token = default)
            where TOther : IDisposable => Task.FromResult(value);
    }
}
