namespace Actors.Tests.Api.Opportunities;

/// <summary>The real files that lie beside the repository (shared/data), or where ACTORS_SHARED_DATA says.</summary>
internal static class SharedData
{
    public static readonly string Nyc = Path.Combine("nyc-volunteer-opportunities", "volunteer_opportunities.csv");
    public static readonly string Zcta = Path.Combine("us-zcta-centroids", "zcta_centroids.csv");

    /// <summary>The file's path; skips the test, saying why, where there is none.</summary>
    public static string Of(string file)
    {
        var path = Find(file);
        Assert.SkipWhen(path is null, $"The real data are not here: no shared/data/{file} beside the repository, and ACTORS_SHARED_DATA does not name such a folder.");
        return path!;
    }

    private static string? Find(string file)
    {
        if (Environment.GetEnvironmentVariable("ACTORS_SHARED_DATA") is { Length: > 0 } given)
        {
            return Existing(Path.Combine(given, file));
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", file)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
