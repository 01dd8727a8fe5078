using Actors.Accounts;

namespace Actors.Tests.Unit.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada")]
    [InlineData("ada@localhost")]
    [InlineData("ada@example.org.")]
    [InlineData("ada@exa mple.org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@example..org")]
    [InlineData("ada@b@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org,eve@example.org")]
    [InlineData("ada\u0000@example.org")]
    [InlineData("ada\r\nBcc: eve@example.org")]
    public void What_is_no_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void An_address_has_at_most_254_characters_and_64_before_the_at()
    {
        var label = new string('d', 60);

        Assert.False(EmailAddress.TryParse($"{new string('l', 65)}@example.org", out _));
        Assert.True(EmailAddress.TryParse($"{new string('l', 64)}@example.org", out _));
        Assert.False(EmailAddress.TryParse($"{new string('l', 20)}@{label}.{label}.{label}.{label}.org", out _));
    }

    [Theory]
    [InlineData("ada@example.org", " ADA@Example.ORG ")]
    [InlineData("ada@b\u00fccher.example", "ada@xn--bcher-kva.example")]
    [InlineData("ren\u00e9@example.org", "rene\u0301@example.org")]
    public void Two_spellings_of_one_mailbox_are_one_address(string first, string second)
    {
        Assert.True(EmailAddress.TryParse(first, out var one));
        Assert.True(EmailAddress.TryParse(second, out var two));

        Assert.Equal(one.Normalized, two.Normalized);
        Assert.Equal(one.Id, two.Id);
    }

    [Fact]
    public void Different_mailboxes_are_different_addresses()
    {
        Assert.True(EmailAddress.TryParse("ada@example.org", out var one));
        Assert.True(EmailAddress.TryParse("a.da@example.org", out var two));

        Assert.NotEqual(one.Id, two.Id);
    }
}
