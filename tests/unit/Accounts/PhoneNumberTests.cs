using Actors.Accounts;
using Actors.Api.Accounts;

namespace Actors.Tests.Unit.Accounts;

public class PhoneNumberTests
{
    [Theory]
    [InlineData("+12025550123", "+12025550123")]
    [InlineData(" +1 (202) 555-0123 ", "+12025550123")]
    [InlineData("0049 30 123456", "+4930123456")]
    [InlineData("+49.30/1234-56", "+4930123456")]
    public void What_people_write_is_one_number(string written, string number)
    {
        Assert.True(PhoneNumber.TryParse(written, out var parsed));
        Assert.Equal(number, parsed.Value);
        Assert.DoesNotContain(number[1..], parsed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("2025550123")]
    [InlineData("+02025550123")]
    [InlineData("+1202555")]
    [InlineData("+1234567890123456")]
    [InlineData("+1202555o123")]
    [InlineData("+١٢٣٤٥٦٧٨٩")]
    public void What_has_no_country_or_is_no_number_is_refused(string? written) => Assert.False(PhoneNumber.TryParse(written, out _));

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("evil\r\nheader", "evilheader")]
    [InlineData("", "—")]
    public void A_device_is_called_what_its_owner_calls_it(string userAgent, string name) => Assert.Equal(name, Devices.Name(userAgent));

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1234:5678::1", "2001:db8:1234::/48")]
    public void A_place_is_a_network_and_never_a_household(string address, string place) => Assert.Equal(place, Devices.Place(System.Net.IPAddress.Parse(address)));
}
