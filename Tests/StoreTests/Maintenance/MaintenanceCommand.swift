import Testing

/// What people and schedulers have git do to a repository.
struct MaintenanceCommand: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  /// Whether the store's configuration has git refuse it.
  var isRefused = false

  var testDescription: String { "git \(arguments.joined(separator: " "))" }

  private init(_ line: String, isRefused: Bool = false) {
    arguments = line.split(separator: " ").map(String.init)
    self.isRefused = isRefused
  }

  /// Commands that git carries out.
  static let allowed = [
    "repack -a", "repack -A", "repack", "repack -a -f --depth=50 --window=50",
    "-c pack.depth=4095 repack -a -F --window=30", "repack --geometric=2", "repack -a -b",
    "repack -a --write-midx -b", "-c repack.useDeltaBaseOffset=false repack -a -f",
    "-c pack.indexVersion=1 repack -a -f", "-c pack.packSizeLimit=1m repack -a -f",
    "-c core.compression=0 repack -a -F", "-c pack.writeReverseIndex=true repack -a -f",
    "repack --cruft", "multi-pack-index write", "multi-pack-index write --bitmap",
    "multi-pack-index repack", "multi-pack-index expire", "commit-graph write --reachable",
    "commit-graph write --reachable --split --changed-paths", "prune-packed", "pack-refs --all",
    "pack-refs --all --no-prune", "gc", "gc --aggressive", "gc --prune=now", "gc --auto",
    "reflog expire --all --expire=now --expire-unreachable=now", "maintenance run",
    "maintenance run --task=loose-objects", "maintenance run --task=incremental-repack",
    "maintenance run --task=commit-graph --task=pack-refs", "update-server-info",
    "config core.compression 0",
  ].map { MaintenanceCommand($0) }

  /// Commands that would lose objects.
  static let refused = [
    "repack -a -d", "repack -d", "repack -A -d", "repack --geometric=2 -d", "repack --cruft -d",
    "prune", "prune --expire=now",
  ].map { MaintenanceCommand($0, isRefused: true) }
}
