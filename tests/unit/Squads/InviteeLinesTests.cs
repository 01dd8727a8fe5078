using Actors.Api.Squads;

namespace Actors.Tests.Unit.Squads;

public sealed class InviteeLinesTests
{
    [Theory]
    [InlineData("gus@example.org", null, "gus@example.org", null)]
    [InlineData("Gus Grant <gus@example.org>", "Gus Grant", "gus@example.org", null)]
    [InlineData("  Gus Grant, +1 212 555 0101 ", "Gus Grant", null, "+1 212 555 0101")]
    [InlineData("Gus gus@example.org 0012125550101", "Gus", "gus@example.org", "0012125550101")]
    [InlineData("no address here", null, "no address here", null)]
    public void A_line_is_a_name_if_one_likes_and_where_to_write(string line, string? name, string? email, string? phone)
    {
        var read = Assert.Single(InviteeLines.Read($"\n{line}\r\n\n"));

        Assert.Equal((name, email, phone), (read.Name, read.Email, read.Phone));
    }
}
