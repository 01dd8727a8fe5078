using System.Reflection;

namespace Orleans.Runtime;

/// <summary>The assemblies that may hold grains: those loaded or referenced that know this one.</summary>
internal static class GrainAssemblies
{
    public static IEnumerable<Type> Types()
    {
        var self = typeof(GrainAssemblies).Assembly;
        Dictionary<string, Assembly> seen = new(StringComparer.Ordinal);
        Queue<Assembly> open = new(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic));
        while (open.TryDequeue(out var assembly))
        {
            if (!seen.TryAdd(assembly.FullName!, assembly))
            {
                continue;
            }

            foreach (var name in assembly.GetReferencedAssemblies().Where(n => !IsFramework(n.Name!) && !seen.ContainsKey(n.FullName)))
            {
                try
                {
                    open.Enqueue(Assembly.Load(name));
                }
                catch (IOException)
                {
                    // A reference that was not shipped holds no grain of ours.
                }
            }
        }

        return seen.Values
            .Where(a => a.GetReferencedAssemblies().Any(n => n.Name == self.GetName().Name))
            .SelectMany(a => a.GetTypes());
    }

    private static bool IsFramework(string name) =>
        name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft", StringComparison.Ordinal) || name is "netstandard" or "mscorlib";
}
