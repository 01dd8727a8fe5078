using Actors.Api.Common.Pages;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

internal static class CheckInWords
{
    public static string Of(Texts texts, CheckInMethod method) => method switch
    {
        CheckInMethod.Qr => texts["Code of the screen"],
        CheckInMethod.Gps => texts["Position"],
        CheckInMethod.Printed => texts["Printed code"],
        CheckInMethod.Personal => texts["Own code"],
        CheckInMethod.Typed => texts["Typed code"],
        _ => texts["By hand"],
    };
}
