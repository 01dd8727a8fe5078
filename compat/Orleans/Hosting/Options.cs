namespace Orleans.Configuration
{
    public class ClusterOptions
    {
        public const string DefaultClusterId = "default";

        public const string DefaultServiceId = "default";

        /// <summary>The silos that work together.</summary>
        public string ClusterId { get; set; } = DefaultClusterId;

        /// <summary>The owner of the stored data; survives redeployment.</summary>
        public string ServiceId { get; set; } = DefaultServiceId;
    }

    public class GrainCollectionOptions
    {
        public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

        public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

        /// <summary>Ages by full class name.</summary>
        public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

        public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

        public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    public abstract class MessagingOptions
    {
        public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
    }

    public class SiloMessagingOptions : MessagingOptions;

    public class AdoNetReminderTableOptions
    {
        public string Invariant { get; set; } = "Npgsql";

        public string? ConnectionString { get; set; }
    }

    public class AdoNetClusteringSiloOptions
    {
        public string? ConnectionString { get; set; }

        public string Invariant { get; set; } = "Npgsql";
    }

    public class AdoNetClusteringClientOptions
    {
        public string? ConnectionString { get; set; }

        public string Invariant { get; set; } = "Npgsql";
    }
}
