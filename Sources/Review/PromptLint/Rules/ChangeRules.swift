/// Rules about changes, which a review reports: what a change breaks, and what the ledger will do
/// with it.
enum ChangeRules {
  static let rules = call + output + runtime + text + ledger

  private static func change(
    _ id: String, _ level: FindingLevel, _ summary: String, why: String, example: String,
    remedy: String
  ) -> Rule {
    Rule(id, level, .change, finds: summary, why: why, example: example, remedy: remedy)
  }

  private static let acknowledge = """
    Change the callers in the same pull request, and acknowledge the change: \
    `--acknowledge NAMES`, or a trailer `Acknowledged-Variables: NAMES` in a commit of the branch.
    """

  /// What whoever renders the prompt has to know.
  private static let call = [
    change(
      "variable-added", .warning, "a variable that is new",
      why: "Whoever renders the prompt has to give it a value; else the placeholder stays as text.",
      example: "`Use a {{tone}} tone.` is added to the text.", remedy: acknowledge),
    change(
      "variable-removed", .warning, "a variable that is gone",
      why: "Callers go on giving it a value, which does nothing; with `--strict` they fail.",
      example: "`about {{issue}}` is taken out of the text.", remedy: acknowledge),
    change(
      "variable-renamed", .warning, "a variable that has another name",
      why: "Callers that give the old name fill in nothing.",
      example: "`{{customer}}` becomes `{{client}}` in all places.", remedy: acknowledge),
    change(
      "variable-required", .warning,
      "an input that was optional, or had a default, and is required",
      why: "Callers that leave it out were right before and are wrong now.",
      example: "`tone?: string` becomes `tone: string`.", remedy: acknowledge),
    change(
      "variable-type", .warning, "an input whose type is another",
      why: "Callers that check values by the schema refuse what they gave before.",
      example: "`count: string` becomes `count: integer`.", remedy: acknowledge),
    change(
      "dialect-changed", .warning, "a text that is read in another dialect",
      why: """
        What stands in double braces, and a backslash before them, means something else: \
        `{{role "user"}}` is text in the one, and begins a message in the other.
        """,
      example: "`dialect: strict` is added to the header.",
      remedy: "Look at all double braces of the text, and at all backslashes before `{{`."),
    change(
      "messages-changed", .warning, "a text that became messages, or the other way round",
      why:
        "Whoever renders the prompt gets messages where a text was, or a text where messages were.",
      example: "`{{role \"system\"}}` is added to a text with `dialect: chat` in the header.",
      remedy: "Change the callers in the same pull request."),
    change(
      "prompt-removed", .warning, "a prompt whose file is gone",
      why: "Callers that ask for it by name find nothing once it is deleted.",
      example: "`prompts/support/refund.prompt` is removed.",
      remedy: "`promptrepo delete NAME` ends the prompt; if that is not meant, bring the file back."
    ),
    change(
      "prompt-renamed", .warning, "a prompt that has another name",
      why: "Callers ask for it by its name.",
      example: "`support/refund` becomes `support/refunds`.",
      remedy: "Change the callers in the same pull request."),
  ]

  /// What whoever reads the answer has to know.
  private static let output = [
    change(
      "output-format", .warning, "an answer in another format",
      why: "A program that reads JSON does not read text.",
      example: "`output: {format: json}` is taken out of the header.",
      remedy: "Change the programs that read the answer in the same pull request."),
    change(
      "output-field-removed", .warning, "a field of the answer that is gone",
      why: "Programs that read it find nothing.",
      example: "`score: number` is taken out of `output.schema`.",
      remedy: "Change the programs that read the answer in the same pull request."),
    change(
      "output-field-optional", .warning, "a field of the answer that may be missing now",
      why: "Programs that rely on it fail where the model leaves it out.",
      example: "`score: number` becomes `score?: number` in `output.schema`.",
      remedy: "Let the programs that read the answer do without it first."),
    change(
      "output-field-type", .warning, "a field of the answer whose type or values are others",
      why: "Programs that read it expect the old ones.",
      example: "`score: integer` becomes `score: string` in `output.schema`.",
      remedy: "Change the programs that read the answer in the same pull request."),
    change(
      "tool-removed", .warning, "a tool that the model may no longer call",
      why: "The program that carries out its calls waits for them.",
      example: "`lookup` is taken out of `tools`.",
      remedy: "Look at what the answer was used for."),
    change(
      "tool-renamed", .warning, "a tool that has another name",
      why: "The program that carries out its calls knows the old name.",
      example: "`lookup` becomes `search` in `tools`.",
      remedy: "Change the program in the same pull request."),
    change(
      "tool-parameters", .warning, "a tool whose parameters are others",
      why: "The program that carries out its calls expects the old ones.",
      example: "`lookup` gets a parameter `limit`.",
      remedy: "Change the program in the same pull request."),
    change(
      "schema-changed", .warning, "a schema that changed and cannot be compared field by field",
      why: "It has references or alternatives, so what it breaks is for a person to say.",
      example: "`anyOf` is added to `output.schema`.",
      remedy: "Compare the two schemas."),
  ]

  /// What whoever pays and operates has to know.
  private static let runtime = [
    change(
      "model-changed", .note, "another model",
      why: "Answers, prices and limits are others.",
      example: "`model: gpt-4o` becomes `model: gpt-5`.",
      remedy: "Evaluate the prompt with the new model before it goes live."),
    change(
      "setting-changed", .note, "a setting of the model that is another",
      why: "Answers may be longer, more varied, or dearer.",
      example: "`config.temperature` goes from 0.2 to 0.7.",
      remedy: "Evaluate the prompt with the new setting before it goes live."),
    change(
      "tool-added", .note, "a tool that the model may call from now on",
      why: "The program has to carry out its calls, and a tool may do things.",
      example: "`refund` is added to `tools`.",
      remedy: "See to it that the program knows the tool, and who may cause it to be called."),
    change(
      "roles-changed", .note, "another sequence of roles",
      why: "What was an instruction may be taken for what somebody said, or the other way round.",
      example: "A line `{{role \"system\"}}` goes, or `{{history}}` moves.",
      remedy: "Look at the messages that the program sends."),
  ]

  /// What whoever evaluates has to know.
  private static let text = [
    change(
      "text-changed", .note, "a text that is another",
      why: "Each change of the words may change the answers.",
      example: "`Be brief.` becomes `Answer in one sentence.`",
      remedy: "Run the evaluations of the prompt."),
    change(
      "white-space-only", .note, "a change of blanks and line ends alone",
      why: "A version is made all the same, and whoever looks for what changed finds nothing.",
      example: "A blank at the end of a line is removed.",
      remedy: "If it is not meant, take it back."),
    change(
      "unseen-change", .error, "a text that looks the same, and whose bytes are others",
      why: """
        Characters that nobody sees, or that look like others, came in or went. A model reads them; \
        a reviewer cannot.
        """,
      example: "A zero width space within a word, or a Cyrillic `а` in place of `a`.",
      remedy: "Find out where they came from. `promptrepo lint` names each with its place."),
    change(
      "rules-changed", .warning, "other levels of rules in `prompts/lint.yml`",
      why: "A change that switches a rule off hides what the rule would find in it.",
      example: "`rules: {secret: off}` is added.",
      remedy: "Look at why; the review goes by the levels of before."),
    change(
      "allow-added", .warning, "a suppression that is new, or that covers what is new",
      why: "It hides a finding of this very change. One that was there already is a note.",
      example: "`# lint: allow secret: an example` is added to the header.",
      remedy: "Judge the reason that it gives."),
    change(
      "text-in-conflict", .error, "marks of a merge that nobody finished",
      why: "The model would read both sides, and the marks.",
      example: "`<<<<<<< HEAD`, `=======` and `>>>>>>> branch` on lines of their own.",
      remedy: "Choose between the sides, and remove the lines with the marks."),
  ]

  private static func ledger(
    _ id: String, _ level: FindingLevel, _ summary: String, why: String, example: String,
    remedy: String
  ) -> Rule {
    Rule(id, level, .ledger, finds: summary, why: why, example: example, remedy: remedy)
  }

  /// What the ledger will do with the change.
  private static let ledger = [
    ledger(
      "ledger-behind", .error, "an edit of a version that is no longer the latest",
      why: """
        Somebody made a newer version meanwhile. After the merge `promptrepo commit` stops there, \
        though git merged without a conflict.
        """,
      example: "The file was made from v7, and v8 is a hotfix.",
      remedy: """
        Merge the commit that the newer version was made from into the branch. If it was made from \
        none, put its text on the main branch first: `promptrepo checkout NAME`, then `git commit`. \
        In a working file, `promptrepo checkout --merge NAME` brings it in.
        """),
    ledger(
      "file-unwritten", .error, "a file that nobody has written yet",
      why: """
        It has the text that `promptrepo new` writes into a new file, and `promptrepo commit` makes \
        no version of that.
        """,
      example: "`Replace this line. {{name}} is a variable.`",
      remedy: "`promptrepo edit NAME` opens the file."),
    ledger(
      "commit-stops", .error, "a file of which a commit makes no version",
      why: "What is in the file stays there alone, and what is live stays as it is.",
      example: """
        A file of a prompt that was deleted, or that has another name now; a pin of a text that is no \
        version and will be none.
        """,
      remedy: "The finding says what is the matter; `promptrepo status` says what to do."),
    ledger(
      "ledger-unknown", .note, "a file of which nothing says from which version it was made",
      why: "So nobody can say what `promptrepo commit` will do after the merge.",
      example: "A clone with `fetch-depth: 1`, or without the ledger.",
      remedy: "`promptrepo pull` brings the ledger; `git fetch --unshallow` the history."),
    ledger(
      "renamed-in-git", .warning, "a file that git renamed, and whose prompt has the old name",
      why: """
        `promptrepo commit` does not follow this rename: it makes a new prompt without history and \
        environments, and the old one stays live.
        """,
      example: """
        `mv prompts/support/refund.prompt prompts/support/refunds.prompt`, which git was not told of.
        """,
      remedy: "`git add` both files, or `promptrepo mv OLD NEW`."),
    ledger(
      "removed-while-live", .warning, "a prompt whose file goes, and which stays live",
      why: """
        Callers go on getting it, and nobody sees its text in the repository any more. It is an error \
        where the prompt is live in an environment: then `promptrepo commit` leaves it, and fails.
        """,
      example: "`support/refund` is live in production, and its file is removed.",
      remedy: """
        `promptrepo archive NAME` puts the prompt away and `promptrepo delete NAME` ends it, once \
        nobody calls it.
        """),
    ledger(
      "returns-to", .note, "a content that an older version had",
      why: "A rollback does the same, keeps the history short, and says what it is.",
      example: "The text is that of v2 again.",
      remedy: "If it is meant as one: `promptrepo rollback NAME --to VERSION`."),
  ]
}
