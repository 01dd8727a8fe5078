using Actors.Api.Accounts;
using Actors.Api.Ledger;
using Actors.Api.Operations;
using Actors.Api.Opportunities;
using Actors.Api.Organizations;
using Actors.Api.Squads;
using Actors.Api.Trust;

namespace Actors.Api.Common;

/// <summary>Everything under /api/v1: one line for each slice's endpoint group.</summary>
internal static class Endpoints
{
    public static void MapEndpoints(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").Refuses(ApiFaults.Invalid, ApiFaults.TooManyRequests, ApiFaults.OutcomeUnknown);
        api.MapAccounts();
        api.MapSessions();
        api.MapAdminAccounts();
        api.MapOpportunities();
        api.MapAttendance();
        api.MapWaitlist();
        api.MapCheckIns();
        api.MapReviews();
        api.MapMyRegistrations();
        api.MapSearch();
        api.MapTaxonomies();
        api.MapMatching();
        api.MapSavedSearches();
        api.MapCalendar();
        api.MapFollows();
        api.MapImports();
        api.MapSeries();
        api.MapOrganizations();
        api.MapOrganizationBlocks();
        api.MapLedger();
        api.MapWaivers();
        api.MapCredentials();
        api.MapGuardians();
        api.MapEligibility();
        api.MapLinks();
        api.MapSecurity();
        api.MapAudit();
        api.MapProfiles();
        api.MapOwnData();
        api.MapMerges();
        api.MapReviewFlags();
        api.MapSquads();
        api.MapBookings();
    }
}
