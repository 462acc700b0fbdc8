using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Ringfence;
using Ringfence.EntityFrameworkCore.Migrations;

#nullable disable

namespace CatalogueEf.Migrations
{
    /// <inheritdoc />
    public partial class FirstTables : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.InstallTenantContract(
                binding: Binding.Signed,
                tenantIdType: TenantIdType.Uuid,
                applicationRole: "ringfence_app",
                adminRole: "ringfence_admin",
                owner: "ringfence_owner"
            );

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "apis",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(
                        type: "uuid",
                        nullable: false,
                        defaultValueSql: "ringfence.tenant()"
                    ),
                    name = table.Column<string>(type: "text", nullable: false),
                    host = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_apis", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "FK_apis_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "api_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(
                        type: "uuid",
                        nullable: false,
                        defaultValueSql: "ringfence.tenant()"
                    ),
                    api_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_versions", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "FK_api_versions_apis_tenant_id_api_id",
                        columns: x => new { x.tenant_id, x.api_id },
                        principalTable: "apis",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "api_operations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false, defaultValueSql: "gen_random_uuid()"),
                    tenant_id = table.Column<Guid>(
                        type: "uuid",
                        nullable: false,
                        defaultValueSql: "ringfence.tenant()"
                    ),
                    version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_operations", x => new { x.tenant_id, x.id });
                    table.ForeignKey(
                        name: "FK_api_operations_api_versions_tenant_id_version_id",
                        columns: x => new { x.tenant_id, x.version_id },
                        principalTable: "api_versions",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_api_operations_tenant_id_version_id_method_path",
                table: "api_operations",
                columns: new[] { "tenant_id", "version_id", "method", "path" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_api_versions_tenant_id_api_id_label",
                table: "api_versions",
                columns: new[] { "tenant_id", "api_id", "label" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_apis_tenant_id_name",
                table: "apis",
                columns: new[] { "tenant_id", "name" },
                unique: true
            );

            migrationBuilder.EnableTenantIsolation(table: "api_operations", column: "tenant_id");

            migrationBuilder.EnableTenantIsolation(table: "api_versions", column: "tenant_id");

            migrationBuilder.EnableTenantIsolation(table: "apis", column: "tenant_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "api_operations");

            migrationBuilder.DropTable(name: "api_versions");

            migrationBuilder.DropTable(name: "apis");

            migrationBuilder.DropTable(name: "tenants");

            migrationBuilder.RemoveTenantContract();
        }
    }
}
