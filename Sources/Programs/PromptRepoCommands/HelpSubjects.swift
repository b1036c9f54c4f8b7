internal import CommandKit

extension HelpSubject {
  /// What `help` explains beside the commands: what several of them share, and each setting.
  static var all: [HelpSubject] { [versions, names, templates, exitCodes] + settings }

  private static let versions = HelpSubject(
    "versions", "version", "@", "spec", "specs", "selectors", "selector", "revisions", "revision",
    "NAME@SPEC",
    text: """
      A version is named NAME@SPEC, as in `promptrepo show support/reply@v2`. After show, render, \
      diff, blame and activate, it may also be written NAME SPEC. SPEC is

        3 or v3: the third version
        latest: the newest one
        active: the one that is live, which is meant where there is no SPEC
        ~1, ~2: what was active before that, and before that
        staging: what is live in that environment
        4056b42d: the first digits of a version's hash, 8 or more
        73033b4: the first digits of a commit's id, 7 or more

      `promptrepo log NAME` lists the versions, `promptrepo log NAME --pointers` what was active. \
      `promptrepo --version` tells the version of the program.
      """)

  private static let names = HelpSubject(
    "names", "name", "NAME", "paths",
    text: """
      The name of a prompt has lower-case letters, digits, '.', '_' and '-', and '/' for folders: \
      support/reply. Its file is prompts/support/reply.prompt, and the path of the file may be \
      written in place of the name. A title, in any script, is set with `promptrepo set NAME \
      --title TITLE`. `promptrepo mv OLD NEW` renames a prompt.
      """)

  private static let templates = HelpSubject(
    "templates", "template", "variables", "variable", "placeholders", "syntax", "format",
    text: """
      A prompt's file has an optional header between lines of `---`, in YAML, then the template:

        ---
        title: Support reply
        model: gpt-4o-mini
        ---
        Hi {{customer}}, thanks for writing.

      In the template, {{name}} is a variable, and everything else is text. `promptrepo render \
      NAME --var customer=Ada` fills it in; with --strict, a variable without a value is an error.
      """)

  private static let exitCodes = HelpSubject(
    "exit-codes", "exit-code", "exit", "exitcodes", "exit-status", "codes",
    text: """
      A command exits with one of these codes:

        0: it did what it was asked for
        1: it failed, `grep` found nothing, or `config get` found no value
        2: a conflict, where others changed the same or a file has edits
        64: it was called in a wrong way
        141: whoever read its output went away
        255: `merge-file` failed; git takes any smaller number for conflicts

      With --exit-code, 1 means a difference and 3 a failure; so it is with `lint` and `review`, \
      where 1 means findings at the level of --fail-on or above. Of `merge-file`, 1 means conflicts.
      """)

  /// The settings, each by its name and as git knows it.
  private static var settings: [HelpSubject] {
    Setting.all.map { setting in
      HelpSubject(
        setting.name, setting.key, "config.\(setting.name)",
        text: """
          \(setting.name): \(setting.help)

          Without a value it is \(setting.standard.map { "'\($0)'" } ?? "not set"). `promptrepo \
          config get \(setting.name)` prints the value, `promptrepo config set \(setting.name) \
          VALUE` changes it, and `promptrepo config list` shows where it comes from.
          """)
    }
  }
}
