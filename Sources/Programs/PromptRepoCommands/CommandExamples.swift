internal import CommandKit

extension ProgramGuide.Example {
  /// An example for each command that people type.
  ///
  /// Where a command needs no git repository, remote or key, its line works in the repository that a
  /// tour leaves; a test pastes it there.
  static let all = files + reading + deploying + sharing + maintenance

  private static let files: [ProgramGuide.Example] = [
    .init("init", "my-prompts"), .init("tour", "my-tour"), .init("config list"),
    .init("config get", "folder"), .init("config set", "environment staging"),
    .init("config unset", "environment"),
    .init("new", "support/reply --template 'Hi {{customer}}, thanks for writing.'"),
    .init("edit", "proofreader"), .init("status", "--short"),
    .init("diff", "english-translator-and-improver 1 2"),
    .init("commit", "-m 'Sound friendlier'"), .init("checkout", "proofreader"),
    .init("pin", "--check"),
    .init("set", "proofreader --title 'Proof reader'"),
    .init("review", "main"), .init("lint"), .init("blame", "english-translator-and-improver"),
    .init("bisect", "english-translator-and-improver --good 1 -- sh -c '! grep {'"),
    .init("hook install"), .init("hook remove"),
  ]

  private static let reading: [ProgramGuide.Example] = [
    .init("list", "proof"), .init("show", "english-translator-and-improver@v1"),
    .init("log", "english-translator-and-improver --since 30d -p"),
    .init("render", "english-translator-and-improver --var text=merhaba"),
    .init("vars", "english-translator-and-improver"), .init("reach", "proofreader"),
    .init("grep", "-i 'corrections?'"), .init("audit", "--env production --since 7d"),
    .init("matrix"),
  ]

  private static let deploying: [ProgramGuide.Example] = [
    .init("rollback", "english-translator-and-improver -m 'Too long'"),
    .init("activate", "english-translator-and-improver@v1"),
    .init("deploy", "proofreader --env staging -m 'Try it'"),
    .init("promote", "--all --from staging --to production"),
    .init("env add", "canary --requires staging"), .init("env set", "staging --protected"),
    .init("env list"), .init("env remove", "production --force"),
    .init("release create", "spring"), .init("release deploy", "spring --env staging"),
    .init("release rollback", "--env staging"), .init("release list"),
    .init("release show", "spring"), .init("undo", "-m 'It was the model'"),
  ]

  private static let sharing: [ProgramGuide.Example] = [
    .init("import", "prompts.csv --dry-run"), .init("export", "--output all.jsonl"),
    .init("adopt", "src/prompts --dry-run"), .init("fetch", "origin"), .init("pull", "origin"),
    .init("push", "origin"), .init("ci", "--dry-run"),
    .init("remote add", "hosted https://prompts.example.com"), .init("remote list"),
    .init("remote remove", "hosted"), .init("remote setup", "origin"),
    .init("sync", "hosted --dry-run"), .init("verify-remote", "hosted"),
    .init("serve", "--port 8080"), .init("mcp", "--env production"),
    .init("key create", "--owner me --role reader --expires 30d"),
    .init("key list"), .init("key rotate", "key_0123456789abcdef --grace 1h"),
    .init("key revoke", "key_0123456789abcdef"),
  ]

  private static let maintenance: [ProgramGuide.Example] = [
    .init("mv", "proofreader text/proofreader"), .init("archive", "proofreader"),
    .init("unarchive", "proofreader"), .init("delete", "proofreader --yes"), .init("gc"),
    .init("convert", "--to git"), .init("doctor"),
  ]
}
