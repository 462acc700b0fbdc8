using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>Accounts, teams, folders and parcels: concurrency, generated values, deletes of each kind, complex types.</summary>
internal static class Offices
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Account>(account =>
        {
            account.ToTable("account", table => table.HasCheckConstraint("balance", "\"Balance\" >= 0"));
            account.HasIndex(row => row.Holder).IsUnique();
            account.Property(row => row.Version).IsRowVersion();
        });
        model.HasSequence<int>("gadget_number").StartsAt(5000);
        model.Entity<Gadget>(gadget =>
        {
            gadget.ToTable("gadget");
            gadget.Property(row => row.Id).HasDefaultValueSql("gen_random_uuid()");
            gadget.Property(row => row.Number).HasDefaultValueSql("nextval('gadget_number')");
            gadget.Property(row => row.Upper).HasComputedColumnSql("upper(\"Name\")", stored: true);
            gadget.Property(row => row.Count).HasDefaultValue(5);
        });
        model.HasSequence("voucher_block").StartsAt(5000).IncrementsBy(10);
        model.Entity<Voucher>().ToTable("voucher").Property(row => row.Id).UseHiLo("voucher_block");
        model.Entity<Team>(team =>
        {
            team.ToTable("team");
            team.HasMany(row => row.Players).WithOne().HasForeignKey(row => row.TeamId);
            team.HasMany(row => row.Coaches)
                .WithOne()
                .HasForeignKey(row => row.TeamId)
                .OnDelete(DeleteBehavior.ClientSetNull);
            team.HasMany(row => row.Sponsors)
                .WithOne()
                .HasForeignKey(row => row.TeamId)
                .OnDelete(DeleteBehavior.ClientCascade);
        });
        model.Entity<Player>().ToTable("player");
        model.Entity<Coach>().ToTable("coach");
        model.Entity<Sponsor>().ToTable("sponsor");
        model.Entity<Node>(node =>
        {
            node.ToTable("node");
            node.HasOne(row => row.Parent).WithMany(row => row.Children).HasForeignKey(row => row.ParentId);
            node.HasOne(row => row.Favourite).WithMany().HasForeignKey(row => row.FavouriteId);
        });
        model.Entity<Folder>().ToTable("folder").HasMany(row => row.Papers).WithOne(row => row.Folder);
        model.Entity<Paper>().ToTable("paper");
        model.Entity<Parcel>(parcel =>
        {
            parcel.ToTable("parcel");
            parcel.ComplexProperty(row => row.Sender);
            parcel.ComplexProperty(row => row.Receiver, receiver => receiver.ToJson());
            parcel.OwnsMany(row => row.Lines, line => line.ToTable("parcel_line"));
        });
        model.Entity<Ticket>(ticket =>
        {
            ticket.ToTable("ticket");
            ticket.HasOne(row => row.Note).WithOne().HasForeignKey<TicketNote>(row => row.Id);
            ticket.Navigation(row => row.Note).IsRequired().AutoInclude();
        });
        model.Entity<TicketNote>().ToTable("ticket");
    }

    internal sealed class Account
    {
        public int Id { get; set; }

        public required string Holder { get; set; }

        public int Balance { get; set; }

        public uint Version { get; set; }
    }

    internal sealed class Gadget
    {
        public Guid Id { get; set; }

        public int Number { get; set; }

        public required string Name { get; set; }

        public string? Upper { get; set; }

        public int Count { get; set; }
    }

    internal sealed class Voucher
    {
        public int Id { get; set; }

        public required string Text { get; set; }
    }

    internal sealed class Team
    {
        public int Id { get; set; }

        public required string Name { get; set; }

        public List<Player> Players { get; } = [];

        public List<Coach> Coaches { get; } = [];

        public List<Sponsor> Sponsors { get; } = [];
    }

    internal sealed class Player
    {
        public int Id { get; set; }

        public int TeamId { get; set; }

        public required string Name { get; set; }
    }

    internal sealed class Coach
    {
        public int Id { get; set; }

        public int? TeamId { get; set; }

        public required string Name { get; set; }
    }

    internal sealed class Sponsor
    {
        public int Id { get; set; }

        public int TeamId { get; set; }

        public required string Name { get; set; }
    }

    internal sealed class Node
    {
        public int Id { get; set; }

        public int? ParentId { get; set; }

        public int? FavouriteId { get; set; }

        public required string Name { get; set; }

        public Node? Parent { get; set; }

        public Node? Favourite { get; set; }

        public List<Node> Children { get; } = [];
    }

    /// <summary>Loads its papers when they are asked for.</summary>
    internal sealed class Folder
    {
        private readonly ILazyLoader? _loader;
        private List<Paper>? _papers;

        public Folder() { }

        private Folder(ILazyLoader loader) => _loader = loader;

        public int Id { get; set; }

        public required string Name { get; set; }

        public List<Paper> Papers
        {
            get => _loader?.Load(this, ref _papers) ?? (_papers ??= []);
            set => _papers = value;
        }
    }

    internal sealed class Paper
    {
        public int Id { get; set; }

        public required string Text { get; set; }

        public Folder? Folder { get; set; }
    }

    internal sealed class Parcel
    {
        public int Id { get; set; }

        public required Party Sender { get; set; }

        public required Party Receiver { get; set; }

        public List<Line> Lines { get; } = [];
    }

    internal sealed class Party
    {
        public required string Name { get; set; }

        public string? City { get; set; }
    }

    internal sealed class Line
    {
        public required string Item { get; set; }

        public int Pieces { get; set; }
    }

    internal sealed class Ticket
    {
        public int Id { get; set; }

        public required string Subject { get; set; }

        public TicketNote? Note { get; set; }
    }

    /// <summary>Shares the ticket's row.</summary>
    internal sealed class TicketNote
    {
        public int Id { get; set; }

        public string? Text { get; set; }
    }
}
