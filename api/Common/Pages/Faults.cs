using System.Collections.Frozen;
using System.Reflection;
using Actors.Common;

namespace Actors.Api.Common.Pages;

/// <summary>All refusals of all catalogues, by code.</summary>
internal static class Faults
{
    public static FrozenDictionary<string, Fault> All { get; } = new[] { typeof(Fault).Assembly, typeof(Faults).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(Fault) && field.IsInitOnly)
        .Select(field => (Fault)field.GetValue(null)!)
        .Append(CommonFaults.MalformedId(""))
        .DistinctBy(fault => fault.Code)
        .ToFrozenDictionary(fault => fault.Code, StringComparer.Ordinal);
}
