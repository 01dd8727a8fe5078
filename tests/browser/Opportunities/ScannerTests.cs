using System.Text;
using Actors.Api.Opportunities;
using Actors.Tests.Browser.Common;
using Microsoft.Extensions.DependencyInjection;
using QRCoder;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

/// <summary>The scanner with a camera that films a volunteer's real code: what the page decodes is what checks the person in.</summary>
public sealed class ScannerTests(Chromium app) : IClassFixture<Chromium>
{
    private const int Width = 640;
    private const int Height = 480;

    [Fact]
    public async Task The_camera_reads_a_volunteers_code_and_checks_them_in_once()
    {
        var view = await app.Event("Filmed at the door");
        var vera = await app.SignUp(view, "Vera");
        var file = Film(app.Services.GetRequiredService<PersonalCodes>().Show(await app.Account("Vera")).Code);
        try
        {
            await using var cleo = await app.Filming(Events.Coordinator, file);
            await cleo.Open($"{view.Path()}/scan");

            await cleo.Button("Start the camera").ClickAsync();

            await Expect(cleo.Page.Locator("[data-scanned]")).ToHaveAttributeAsync("data-scanned", vera.Id.Value);
            await cleo.Sees("Vera");
            Assert.Equal(1, (await app.Opportunity(view).View(Actors.Common.By.Nobody)).Value!.Shifts[0].CheckedIn);
            Assert.Empty(cleo.Complaints);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_code_of_somebody_else_who_is_not_signed_up_is_refused_on_the_scanners_page()
    {
        var view = await app.Event("Not on the list");
        var file = Film(app.Services.GetRequiredService<PersonalCodes>().Show(await app.Account("Stranger")).Code);
        try
        {
            await using var cleo = await app.Filming(Events.Coordinator, file);
            await cleo.Open($"{view.Path()}/scan");

            await cleo.Button("Start the camera").ClickAsync();

            await Expect(cleo.Page.Locator("[data-scan-result] [role=alert]")).ToHaveAttributeAsync("data-code", "opportunities.not-registered");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A film of one picture as Chromium's fake camera plays it: YUV4MPEG2, 4:2:0, the code black on white in its middle.</summary>
    private static string Film(string code)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, QRCodeGenerator.ECCLevel.M);
        var modules = data.ModuleMatrix;
        var size = Height / modules.Count;
        var (left, top) = ((Width - (size * modules.Count)) / 2, (Height - (size * modules.Count)) / 2);
        var light = new byte[Width * Height];
        Array.Fill(light, (byte)235);
        for (var y = 0; y < size * modules.Count; y++)
        {
            for (var x = 0; x < size * modules.Count; x++)
            {
                if (modules[y / size][x / size])
                {
                    light[((top + y) * Width) + left + x] = 16;
                }
            }
        }

        var colour = new byte[Width * Height / 2];
        Array.Fill(colour, (byte)128);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.y4m");
        using var film = File.Create(file);
        film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        for (var frame = 0; frame < 10; frame++)
        {
            film.Write("FRAME\n"u8);
            film.Write(light);
            film.Write(colour);
        }

        return file;
    }
}
