internal import CanonicalJSON
internal import DirectoryStore
internal import CodeHistory
internal import GitStore
internal import PromptRepo

/// What all sides work on: 1 KB of prose with four placeholders, again and again a little different.
enum Fixture {
  static let author = Signature(
    name: "Bench", email: "bench@example.org", time: Timestamp(milliseconds: 1_700_000_000_000))

  /// The values of the placeholders.
  static let values = JSONObject([
    JSONMember(key: "customer", value: "Ada Lovelace"),
    JSONMember(key: "product", value: "analytical engine"),
    JSONMember(key: "language", value: "English"),
    JSONMember(key: "tone", value: "friendly and precise"),
  ])

  private static let words = """
    answer the question with care and keep to facts that you were given say when you do not know \
    ask one thing at a time never promise a date or a refund name the next step and who takes it \
    write short plain sentences without jargon thank people for their patience quote what they \
    said summarise long threads first list every open point and sort them by urgency close with a \
    friendly line check numbers twice use the metric system avoid passive voice
    """.split(separator: " ")

  /// The text of one edition of a prompt; editions differ in one sentence.
  static func text(prompt: Int, edition: Int) -> String {
    var text =
      "You help {{customer}} with {{product}}. Answer in {{language}}, in a {{tone}} tone.\n"
    var state = UInt64(truncatingIfNeeded: prompt) &* 0x9E37_79B9_7F4A_7C15 | 1
    text += "Edition \(edition) of instruction \(prompt):\n"
    var column = 0
    while text.utf8.count < 1_010 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text += words[Int(state >> 33) % words.count]
      column += 1
      text += column.isMultiple(of: 12) ? ".\n" : " "
    }
    return text + "Begin.\n"
  }

  /// The draft of one edition.
  static func draft(prompt: Int, edition: Int) throws(RepositoryError) -> VersionDraft {
    VersionDraft(
      try VersionContent(template: text(prompt: prompt, edition: edition)),
      message: "Say it more clearly")
  }

  /// The name of a prompt; names of higher numbers come later.
  static func name(_ prompt: Int) throws(RepositoryError) -> PromptName {
    let digits = "\(prompt)"
    let zeros = String(repeating: "0", count: max(0, 6 - digits.utf8.count))
    return try PromptName("team/prompt-\(zeros)\(digits)")
  }

  /// A store with so many prompts of one version each, all made in one change.
  static func store(_ bench: Bench, prompts: Int) throws -> DirectoryStore {
    let store = try DirectoryStore.create(
      at: bench.workspace.fresh("prompts-\(prompts)"), layout: .prompts)
    try fill(store, prompts: prompts)
    return store
  }

  /// Makes so many prompts of so many versions each, all in one change.
  static func fill(_ store: DirectoryStore, prompts: Int, versions: Int = 1) throws {
    try Repository(store: store).change(by: author) { transaction throws(RepositoryError) in
      for prompt in 0..<prompts {
        let name = try name(prompt)
        try transaction.create(name, draft(prompt: prompt, edition: 1))
        for edition in 2..<(versions + 1) {
          try transaction.addVersion(draft(prompt: prompt, edition: edition), to: name)
        }
      }
    }
  }

  /// A store with one prompt of so many versions.
  static func store(_ bench: Bench, versions: Int, durability: Durability = .full) throws
    -> DirectoryStore
  {
    let store = try DirectoryStore.create(
      at: bench.workspace.fresh("versions-\(versions)"), layout: .prompts, durability: durability)
    let repository = Repository(store: store)
    try repository.by(author).create(name(0), draft(prompt: 0, edition: 1))
    for edition in 2..<(versions + 1) {
      try repository.by(author).addVersion(draft(prompt: 0, edition: edition), to: name(0))
    }
    return store
  }

  /// The git store of a repository, which a directory store's folder is as well.
  static func gitStore(_ path: String) throws(RepositoryError) -> GitStore {
    try GitStore(GitRepository(opening: path), layout: .prompts)
  }

  /// The message of a version's commit, as long as this project's.
  static func versionMessage(_ name: String, number: Int) -> String {
    """
    \(name) v\(number)

    Say it more clearly

    Prompt-Id: prompt_0123456789abcdef0123456789abcdef
    Prompt-Version: \(number)
    Version-Id: 01234567-89ab-5def-8123-456789abcdef
    Version-Hash: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    Template-Hash: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    Operation: 0123456789abcdef0123456789abcdef

    """
  }

  /// The message of a pointer's move, as long as this project's.
  static func moveMessage(_ name: String, verb: String, number: Int) -> String {
    """
    \(name) active \(verb) v\(number)

    Prompt-Id: prompt_0123456789abcdef0123456789abcdef
    Pointer: active
    Prompt-Version: \(number)
    Version-Hash: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    Version-Commit: 0123456789abcdef0123456789abcdef01234567
    Previous-Version: \(number - 1)
    Operation: 0123456789abcdef0123456789abcdef

    """
  }
}
