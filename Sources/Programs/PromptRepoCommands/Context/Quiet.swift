/// What `--quiet` leaves out.
enum Quiet {
  /// The commands that change something: what they print says that they have done it.
  ///
  /// All other commands print what was asked for; so do those that make a key, whose secret nobody
  /// could learn later.
  private static let commands = [
    "activate", "adopt", "archive", "checkout", "ci", "commit", "config set", "config unset",
    "config", "convert", "delete", "deploy", "edit", "env add", "env remove", "env set", "export",
    "fetch", "gc", "hook install", "hook remove", "import", "init", "key revoke", "mv", "new",
    "pin", "promote", "pull", "push", "release create", "release deploy", "release rollback",
    "remote add", "remote remove", "remote setup", "rollback", "set", "sync", "unarchive", "undo",
  ]

  /// Whether what a command prints for people only confirms what it did.
  static func silences(_ command: String?) -> Bool {
    command.map(commands.contains) ?? false
  }
}
