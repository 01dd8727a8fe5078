namespace Actors.Tests.Api.Common.Contract;

/// <summary>Committed files that say what the API promises. <c>./test --accept</c> writes them anew.</summary>
internal sealed record ContractFile(string Name)
{
    private string Path => System.IO.Path.Combine(ContractFiles.Root, "api", Name);

    public string Text => File.Exists(Path) ? File.ReadAllText(Path) : "";

    public void Write(string text) => File.WriteAllText(Path, text);
}

internal static class ContractFiles
{
    public static bool Accepting => Environment.GetEnvironmentVariable("ACTORS_ACCEPT") == "contract";

    public static ContractFile Examples { get; } = new("openapi-examples.json");

    public static ContractFile Document { get; } = new("openapi.v1.json");

    public static ContractFile Breaks { get; } = new("openapi-breaking-changes.txt");

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new InvalidOperationException("The sources are not above the tests.");
        }
    }
}
