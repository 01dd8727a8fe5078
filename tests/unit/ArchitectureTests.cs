using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Tests.Unit;

/// <summary>The rules of the house that a compiler does not know.</summary>
public partial class ArchitectureTests
{
    private static readonly Assembly s_contracts = typeof(By).Assembly;
    private static readonly Assembly s_grains = typeof(Journal).Assembly;
    private static readonly string s_root = Root();

    /// <summary>What is not a slice of its own: everybody may use it.</summary>
    private static readonly ImmutableHashSet<string> s_open = ["Common", "Notifications"];

    /// <summary>Words that have no place in a grain, each file that may use one, and why.</summary>
    private static readonly ImmutableDictionary<string, string> s_allowed = ImmutableDictionary<string, string>.Empty
        .Add("Common/Batches.cs lock (", "Collects items of many grains outside of any grain's turn.")
        .Add("Common/Batches.cs Lock ", "As above.")
        .Add("Common/AppliedCommands.cs .Result", "The answer of a call in its filter, not that of a task.");

    public static TheoryData<string> Banned => [".Result", ".Wait(", ".UtcNow", "Task.Run", "lock (", "Lock ", "Thread.Sleep", "Task.Delay", "Guid.NewGuid", "Random.Shared"];

    private static IEnumerable<Type> Grains => s_grains.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(Grain).IsAssignableFrom(t));

    private static IEnumerable<Type> GrainInterfaces => s_contracts.GetTypes().Where(t => t.IsInterface && (typeof(IGrain).IsAssignableFrom(t) || typeof(IGrainObserver).IsAssignableFrom(t)));

    private static IEnumerable<Type> Contracts => s_contracts.GetTypes().Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    [Fact]
    public void Grains_are_sealed_and_internal_and_have_a_stable_name()
    {
        Assert.NotEmpty(Grains);
        None(Grains.Where(g => !g.IsSealed || g.IsVisible || g.GetCustomAttribute<GrainTypeAttribute>() is null));
        None(Repeated(Grains.Select(GrainTypeOf)));
        None(Grains.Select(GrainTypeOf).Where(name => !Kebab().IsMatch(name)));
    }

    [Fact]
    public void State_names_are_unique_and_a_grain_with_a_deadline_has_the_name_of_its_state()
    {
        var states = Grains.SelectMany(g => StateNames(g).Select(s => (Grain: g, State: s))).ToList();

        Assert.NotEmpty(states);
        None(Repeated(states.Select(s => s.State)));
        None(states.Where(s => typeof(IDueGrain).IsAssignableFrom(s.Grain) && s.State != GrainTypeOf(s.Grain)));
    }

    [Fact]
    public void Contracts_are_sealed_immutable_and_have_a_stable_name()
    {
        var bad = Contracts.Where(t => !t.IsEnum && !typeof(Exception).IsAssignableFrom(t)).SelectMany(Weaknesses).ToList();

        Assert.NotEmpty(Contracts);
        None(bad);
        None(Contracts.Where(t => t.GetCustomAttribute<AliasAttribute>() is null));
        None(Repeated(Contracts.Concat(GrainInterfaces).Select(t => t.GetCustomAttribute<AliasAttribute>()?.Alias ?? t.FullName!)));
    }

    [Fact]
    public void Grain_interfaces_and_their_methods_have_stable_names_and_speak_in_contracts()
    {
        var methods = GrainInterfaces.SelectMany(i => i.GetMethods().Where(m => !m.IsStatic).Select(m => (Interface: i, Method: m))).ToList();
        var strange = methods
            .SelectMany(m => m.Method.GetParameters().Select(p => p.ParameterType).Append(m.Method.ReturnType).SelectMany(Parts).Select(t => (m.Interface, m.Method, Type: t)))
            .Where(m => m.Type.Assembly == s_contracts && !m.Type.IsInterface && m.Type.GetCustomAttribute<GenerateSerializerAttribute>() is null);

        None(GrainInterfaces.Where(i => i.GetCustomAttribute<AliasAttribute>() is null));
        None(methods.Where(m => m.Method.GetCustomAttribute<AliasAttribute>() is null).Select(m => $"{m.Interface.Name}.{m.Method.Name}"));
        None(GrainInterfaces.SelectMany(i => Repeated(i.GetMethods().Select(m => m.GetCustomAttribute<AliasAttribute>()?.Alias ?? m.Name))));
        None(strange);
        None(methods.SelectMany(m => m.Method.GetParameters().Select(p => p.ParameterType).Append(m.Method.ReturnType).SelectMany(Parts)
            .Where(IsMutableCollection).Select(t => $"{m.Interface.Name}.{m.Method.Name}: {t.Name}")));
    }

    [Fact]
    public void A_command_comes_first_and_is_answered_with_an_outcome_so_that_it_can_be_known_again()
    {
        var commands = GrainInterfaces.SelectMany(i => i.GetMethods()).Where(m => m.GetParameters() is [var first, ..] && first.ParameterType.GetProperty(nameof(CommandId)) is not null).ToList();

        Assert.NotEmpty(commands);
        None(commands.Where(m => m.ReturnType.GetGenericArguments() is not [{ IsGenericType: true } answer] || answer.GetGenericTypeDefinition() != typeof(Outcome<>))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));
    }

    [Fact]
    public void A_slice_never_reaches_into_another_slices_grains()
    {
        var bad = Sources("grains").SelectMany(file => Slices().Matches(file.Text)
            .Select(m => m.Groups["name"].Value)
            .Where(used => used != file.Slice && !s_open.Contains(used))
            .Select(used => $"{file.Path} uses {used}"));

        None(bad);
    }

    [Theory]
    [MemberData(nameof(Banned))]
    public void Grains_neither_block_nor_read_the_machines_clock_nor_leave_their_turn(string word)
    {
        var bad = Sources("grains").Where(file => !s_allowed.ContainsKey($"{file.Path} {word}")).SelectMany(file => Uses(file.Path, file.Text, word));

        None(bad);
    }

    [Fact]
    public void What_is_allowed_by_name_is_really_there_so_the_search_finds_what_it_looks_for()
    {
        var uses = Sources("grains").SelectMany(file => Banned.Select(b => b.Data).Where(word => Uses(file.Path, file.Text, word).Any()).Select(word => $"{file.Path} {word}"));

        None(s_allowed.Keys.Except(uses, StringComparer.Ordinal));
    }

    [Fact]
    public void Grains_keep_nothing_that_is_static_and_changes()
    {
        var bad = Grains.SelectMany(g => g.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(f => !f.Name.StartsWith('<') && !f.IsLiteral && (!f.IsInitOnly || IsMutableCollection(f.FieldType)))
            .Select(f => $"{f.DeclaringType!.Name}.{f.Name}");

        None(bad);
    }

    [Theory]
    [InlineData("grain-interfaces/Actors.GrainInterfaces.csproj")]
    [InlineData("grains/Actors.Grains.csproj", "Actors.GrainInterfaces")]
    [InlineData("silo/Actors.Silo.csproj", "Actors.Grains")]
    [InlineData("api/Actors.Api.csproj", "Actors.GrainInterfaces", "Actors.Silo")]
    [InlineData("compat/Orleans/Actors.Compat.Orleans.csproj")]
    public void References_run_one_way(string project, params string[] allowed)
    {
        var references = ProjectReferences().Matches(File.ReadAllText(Path.Combine(s_root, project))).Select(m => m.Groups["name"].Value);

        None(references.Where(r => !allowed.Contains(r) && !r.StartsWith("Actors.Compat.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_the_composition_root_of_the_front_knows_the_silo_and_nothing_there_knows_grains()
    {
        var api = Sources("api").ToList();

        None(api.Where(f => f.Text.Contains("using Actors.Grains", StringComparison.Ordinal)).Select(f => f.Path));
        None(api.Where(f => f.Text.Contains("using Actors.Silo;", StringComparison.Ordinal) && f.Path is not ("Common/ActorsApi.cs" or "Program.cs")).Select(f => f.Path));
    }

    [Fact]
    public void Migrations_have_numbers_of_their_own()
    {
        var names = Directory.EnumerateFiles(Path.Combine(s_root, "grains"), "*.sql", SearchOption.AllDirectories).Select(Path.GetFileName).OfType<string>().ToList();

        Assert.NotEmpty(names);
        None(names.Where(n => !Migration().IsMatch(n)));
        None(Repeated(names.Select(n => n[..3])));
    }

    private static IEnumerable<string> Uses(string path, string text, string word)
    {
        var pattern = new Regex(
            (char.IsLetter(word[0]) ? "(?<![A-Za-z])" : "") + Regex.Escape(word) + (char.IsLetter(word[^1]) ? "(?![A-Za-z])" : ""), RegexOptions.None, TimeSpan.FromSeconds(1));
        return text.Split('\n').Select((line, i) => (Line: line.Trim(), Number: i + 1))
            .Where(l => !l.Line.StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(l.Line))
            .Select(l => $"{path}:{l.Number}: {l.Line}");
    }

    private static void None<T>(IEnumerable<T> offenders) => Assert.Empty(offenders.ToList());

    private static IEnumerable<string> Weaknesses(Type type)
    {
        if (!type.IsValueType && !type.IsSealed)
        {
            yield return $"{type.Name} is not sealed";
        }

        if (type.GetCustomAttribute<ImmutableAttribute>() is null)
        {
            yield return $"{type.Name} does not say that it is immutable";
        }

        foreach (var property in type.GetProperties())
        {
            if (property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == false)
            {
                yield return $"{type.Name}.{property.Name} can be set";
            }

            if (Parts(property.PropertyType).Any(IsMutableCollection))
            {
                yield return $"{type.Name}.{property.Name} is a collection that can change";
            }
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    private static bool IsMutableCollection(Type type) =>
        type.IsArray || (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace is not ("System.Collections.Immutable" or "System.Collections.Frozen"));

    private static string GrainTypeOf(Type grain) => grain.GetCustomAttributesData().Single(a => a.AttributeType == typeof(GrainTypeAttribute)).ConstructorArguments[0].Value as string ?? "";

    private static IEnumerable<string> StateNames(Type grain) => grain.GetConstructors().SelectMany(c => c.GetParameters())
        .SelectMany(p => p.GetCustomAttributes<PersistentStateAttribute>()).Select(a => a.StateName);

    private static IEnumerable<string> Repeated(IEnumerable<string> names) => names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);

    private static IEnumerable<(string Path, string Slice, string Text)> Sources(string folder)
    {
        var root = Path.Combine(s_root, folder);
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .Select(path => (path, path.Split('/')[0], File.ReadAllText(Path.Combine(root, path))));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The sources are not above the tests.");
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kebab();

    [GeneratedRegex(@"Actors\.Grains\.(?<name>[A-Z][A-Za-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slices();

    [GeneratedRegex("ProjectReference Include=\"([^\"]*/)?(?<name>[A-Za-z.]+)\\.csproj\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectReferences();

    [GeneratedRegex("^[0-9]{3}-[a-z0-9-]+\\.sql$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Migration();
}
