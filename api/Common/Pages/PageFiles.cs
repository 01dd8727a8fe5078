using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Actors.Api.Common.Pages;

/// <summary>Addresses of styles and scripts that change with their content, so that browsers may keep them for good.</summary>
internal sealed class PageFiles(IWebHostEnvironment environment)
{
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);

    public string this[string path] => environment.IsDevelopment() ? Address(path) : _addresses.GetOrAdd(path, Address);

    public static void Keep(Microsoft.AspNetCore.StaticFiles.StaticFileResponseContext file) => file.Context.Response.Headers.CacheControl =
        file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=600";

    private string Address(string path)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists)
        {
            return path;
        }

        using var stream = file.CreateReadStream();
        return $"{path}?v={Convert.ToHexStringLower(SHA256.HashData(stream).AsSpan(0, 6))}";
    }
}
