using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Options;

namespace Actors.Tests.Unit.Notifications;

/// <summary>The adapters against servers on this machine, which speak as the providers do.</summary>
public sealed class ProviderTests
{
    private static readonly Mail s_mail = new("lnk_1/old", "ada@example.org", "Hello Ada", "Line one\nand ünïcode", "usr_1");
    private static readonly Text s_text = new("txt_1", "+12025550123", "Your seat is free", "reg_1", new(2026, 5, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Resend_gets_the_letter_with_the_same_key_every_time()
    {
        await using var provider = await Provider.Start();
        var mail = Resend(provider);

        Assert.True((await mail.Send(s_mail)).Accepted);
        Assert.True((await mail.Send(s_mail)).Accepted);

        var (first, second) = (provider.Requests.First(), provider.Requests.Last());
        Assert.Equal(("POST", "/emails", "Bearer re_key"), (first.Method, first.Path, first.Headers["Authorization"]));
        Assert.Equal((first.Body, first.Headers["Idempotency-Key"]), (second.Body, second.Headers["Idempotency-Key"]));
        var said = JsonDocument.Parse(first.Body).RootElement;
        Assert.Equal("ada@example.org", said.GetProperty("to")[0].GetString());
        Assert.Equal(s_mail.Body, said.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(422, false)]
    [InlineData(400, false)]
    [InlineData(401, true)]
    [InlineData(409, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(0, true)]
    public async Task Resends_refusals_of_a_letter_are_final_and_everything_else_is_tried_again(int status, bool again)
    {
        await using var provider = await Provider.Start();
        provider.Answer = _ => (status, """{"name":"error"}""");
        var mail = Resend(provider);

        if (again)
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => mail.Send(s_mail));
        }
        else
        {
            Assert.Equal(new MailReceipt(false, $"resend-{status}"), await mail.Send(s_mail));
        }
    }

    [Fact]
    public async Task Smtp_hands_over_the_letter_with_a_message_id_of_its_own()
    {
        using var server = new SmtpServer();
        var mail = new SmtpMail(Options.Create(new MailOptions { Provider = "smtp", Port = server.Port, StartTls = false, From = "Actors <no-reply@actors.example>" }));

        Assert.True((await mail.Send(s_mail)).Accepted);
        Assert.True((await mail.Send(s_mail)).Accepted);

        Assert.Contains("RCPT TO:<ada@example.org>", server.Said, StringComparison.Ordinal);
        Assert.Contains("Subject: Hello Ada", server.Said, StringComparison.Ordinal);
        Assert.Equal(2, server.Said.Split($"Message-ID: <{SecretKey.Hash(s_mail.Id)[..32]}@actors.example>", StringSplitOptions.None).Length - 1);
    }

    [Fact]
    public async Task An_address_that_the_server_does_not_know_is_refused_and_a_server_that_is_away_is_not()
    {
        using var server = new SmtpServer { Recipients = "550 no such user" };
        var options = new MailOptions { Provider = "smtp", Port = server.Port, StartTls = false };

        Assert.Equal(new MailReceipt(false, "smtp-550"), await new SmtpMail(Options.Create(options)).Send(s_mail));
        server.Recipients = "451 later";
        await Assert.ThrowsAnyAsync<System.Net.Mail.SmtpException>(() => new SmtpMail(Options.Create(options)).Send(s_mail));
    }

    [Fact]
    public async Task Twilio_gets_a_text_once_although_its_first_answer_was_lost()
    {
        await using var provider = await Provider.Start();
        List<string> kept = [];
        provider.Answer = r =>
        {
            if (r.Method == "GET")
            {
                return (200, JsonSerializer.Serialize(new { messages = kept.Select(b => new { sid = "SM1", body = b, status = "sent" }) }));
            }

            kept.Add(WebUtility.UrlDecode(r.Body.Split('&').Single(p => p.StartsWith("Body=", StringComparison.Ordinal))[5..]));
            return kept.Count == 1 ? (0, "") : (201, """{"sid":"SM2"}""");
        };
        var texts = Twilio(provider);

        var lost = await Assert.ThrowsAnyAsync<HttpRequestException>(() => texts.Send(s_text));
        Assert.True((await texts.Send(s_text)).Accepted);

        Assert.Equal([s_text.Body], kept);
        Assert.DoesNotContain("2025550123", lost.ToString(), StringComparison.Ordinal);
        var post = provider.Requests.Single(r => r.Method == "POST");
        Assert.Equal(("api.twilio.com", "/2010-04-01/Accounts/AC1/Messages.json"), (post.Host, post.Path));
        Assert.Equal($"Basic {Convert.ToBase64String("AC1:token"u8)}", post.Headers["Authorization"]);
        Assert.Contains("To=%2B12025550123&From=%2B12025550100", post.Body, StringComparison.Ordinal);
        Assert.Contains("DateSent%3E=2026-05-02T11%3A59%3A00Z", provider.Requests.First().Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twilio_verify_makes_and_checks_codes()
    {
        await using var provider = await Provider.Start();
        provider.Answer = r => r.Path.EndsWith("/VerificationCheck", StringComparison.Ordinal)
            ? r.Body.Contains("Code=111111", StringComparison.Ordinal) ? (200, """{"status":"approved","valid":true}""")
                : r.Body.Contains("Code=222222", StringComparison.Ordinal) ? (404, """{"code":20404,"message":"not found","status":404}""")
                : (200, """{"status":"pending","valid":false}""")
            : (201, """{"sid":"VE1","status":"pending"}""");
        var codes = Twilio(provider);
        var request = new CodeRequest("lnk_1", "+12025550123", "es-US");

        Assert.True((await codes.Send(request)).Accepted);
        Assert.Equal((true, false, false), (await codes.Check(request, "111111"), await codes.Check(request, "000000"), await codes.Check(request, "222222")));

        var sent = provider.Requests.First();
        Assert.Equal(("verify.twilio.com", "/v2/Services/VA1/Verifications", "To=%2B12025550123&Channel=sms&Locale=es"), (sent.Host, sent.Path, sent.Body));
        provider.Answer = _ => (400, """{"code":60200,"message":"Invalid parameter To: +12025550123","status":400}""");
        Assert.Equal(new MailReceipt(false, "twilio-60200"), await codes.Send(request));
        provider.Answer = _ => (503, "busy");
        var busy = await Assert.ThrowsAnyAsync<HttpRequestException>(() => codes.Check(request, "111111"));
        Assert.DoesNotContain("2025550123", busy.ToString(), StringComparison.Ordinal);
    }

    private static ResendMail Resend(Provider provider) => new(provider, Options.Create(new MailOptions { Provider = "resend", ApiKey = "re_key" }));

    private static TwilioTexts Twilio(Provider provider) =>
        new(provider, Options.Create(new TwilioOptions { AccountSid = "AC1", AuthToken = "token", VerifyServiceSid = "VA1", From = "+12025550100" }));

    /// <summary>As much of a mail server as one letter needs.</summary>
    private sealed class SmtpServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder _said = new();

        public SmtpServer()
        {
            _listener.Start();
            _ = Serve();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Recipients { get; set; } = "250 ok";

        public string Said
        {
            get
            {
                lock (_said)
                {
                    return _said.ToString();
                }
            }
        }

        public void Dispose() => _listener.Dispose();

        private async Task Serve()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await Converse(client);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }

        private async Task Converse(TcpClient client)
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test");
            var letter = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_said)
                {
                    _said.AppendLine(line);
                }

                if (letter)
                {
                    letter = line != ".";
                    if (!letter)
                    {
                        await writer.WriteLineAsync("250 taken");
                    }

                    continue;
                }

                letter = line == "DATA";
                await writer.WriteLineAsync(letter ? "354 go on" : line.StartsWith("RCPT", StringComparison.Ordinal) ? Recipients : line == "QUIT" ? "221 bye" : "250 ok");
                if (line == "QUIT")
                {
                    return;
                }
            }
        }
    }
}
