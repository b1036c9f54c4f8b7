internal import CanonicalJSON
public import PromptRepo
internal import PromptTemplate

/// Finds out of files that would become versions together whether what they include will be there.
struct CommitInclusionCheck {
  private let repository: Repository
  /// What becomes versions, by the names of the prompts, those of before too.
  private var contents: [PromptName: VersionContent] = [:]
  /// The names that prompts get by the renaming of their files, and those that they have.
  private var renamed: [PromptName: PromptName] = [:]

  /// A check of files that become versions, among all files that a commit looks at.
  init(of statuses: [PromptStatus], among all: [PromptStatus], in repository: Repository) {
    self.repository = repository
    for status in all { renamed[status.name] = status.renamedFrom }
    guard statuses.contains(where: \.mayInclude) else { return }
    for status in statuses {
      guard let file = status.file else { continue }
      do throws(PromptFileError) {
        let content = try file.content()
        contents[status.name] = content
        if contents[status.ledgerName] == nil { contents[status.ledgerName] = content }
      } catch {
        // The file itself is told of where it is committed.
        continue
      }
    }
  }

  /// Why a commit refuses one of the files for what it includes; nil if it does not.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``, ``RepositoryError/Code/inputOutput``.
  func refusal(of status: PromptStatus) throws(RepositoryError) -> RepositoryError? {
    guard status.mayInclude, let file = status.file, let content = contents[status.name] else {
      return nil
    }
    let references = PromptText(content.template, dialect: content.dialect).analysis.partials
    if references.isEmpty { return nil }
    if let error = status.partialsAreNoMapping { return RepositoryError(error) }
    do throws(RepositoryError) {
      for reference in references { _ = try file.name(of: reference) }
      _ = try repository.text(
        of: content, label: "\(status.name) v\((status.latest ?? 0) + 1)", others: contents)
      return nil
    } catch {
      guard error.code == .invalid else { throw error }
      // What is renamed in the same commit may have the text; the commit itself knows.
      guard let pin = (error.cause as? PartialRefusal)?.missingPin else { return error }
      if contents.values.contains(where: { $0.hash == pin.hash }) { return nil }
      if let name = renamed[pin.name], try repository.pinned(name, pin.hash) != nil { return nil }
      return error
    }
  }
}

extension Workspace {
  /// Notes of files that a commit of all these would refuse why it would.
  func markRefused(
    in prompts: inout [PromptStatus], _ repository: Repository
  ) throws(RepositoryError) {
    let places = prompts.indices.filter { place in
      switch Self.action(prompts[place], isNamed: false).action {
      case .create, .cut: true
      case .nothing, .leave, .keep, .skip, .refuse: false
      }
    }
    let check = CommitInclusionCheck(of: places.map { prompts[$0] }, among: prompts, in: repository)
    for place in places {
      guard let refusal = try check.refusal(of: prompts[place]) else { continue }
      // What is to be pinned first is told of as that.
      if case .notPinned? = refusal.cause as? PartialRefusal,
        prompts[place].unpinnedPartial != nil
      {
        continue
      }
      prompts[place].refusal = refusal
    }
  }

  /// The same of some files, where a commit of all may have what they include.
  func markRefused(
    in prompts: inout [PromptStatus], onto: VersionSpec?, followsGit: Bool,
    _ repository: Repository
  ) throws(RepositoryError) {
    try markRefused(in: &prompts, repository)
    guard prompts.contains(where: { $0.refusal != nil }) else { return }
    let all = try status(
      in: repository, onto: onto, absent: .counted, followsGit: followsGit, findsRefusals: true)
    var refusals: [PromptName: RepositoryError] = [:]
    for prompt in all.prompts { refusals[prompt.name] = prompt.refusal }
    for place in prompts.indices where prompts[place].refusal != nil {
      prompts[place].refusal = refusals[prompts[place].name]
    }
  }
}

extension PromptStatus {
  /// The first partial that the edited file includes without a pin, so that a commit refuses it; nil
  /// if there is none.
  public var unpinnedPartial: PromptName? {
    guard state == .new || state == .changed, mayInclude, let file else { return nil }
    // That is to be mended first.
    if file.hasUnreadablePartials { return nil }
    let pins = PartialPins(file.config)
    let text = PromptText(file.template, dialect: Dialect(of: file.config))
    return text.analysis.partials.lazy.compactMap { PromptName(orNil: $0.name) }
      .first { pins[$0] == nil }
  }

  /// Whether the file may include something; nothing is taken apart for it.
  fileprivate var mayInclude: Bool {
    guard let file else { return false }
    switch Dialect(of: file.config) {
    case .plain, .strict, .jinja: return false
    case .chat, .handlebars: return file.template.utf8.contains(UInt8(ascii: ">"))
    }
  }

  /// What is wrong with the header's pins as a whole; nil if they are some, or none.
  fileprivate var partialsAreNoMapping: PromptFileError? {
    guard let file, file.hasUnreadablePartials else { return nil }
    var line: Int?
    do {
      line = try bytes.map { try HeaderParts($0, path: path).headerLine }
    } catch {
      // The file was read before, so this is not reached.
    }
    return .partialsAreNoMapping(path, line: line)
  }
}

extension PromptFile {
  /// The prompt that a part of the template includes.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` with the line, for what can be no prompt's name.
  func name(of reference: PartialReference) throws(RepositoryError) -> PromptName {
    if let name = PromptName(orNil: reference.name) { return name }
    throw RepositoryError(
      PromptFileError(
        "'\(reference.name)' can be no prompt's name, and is included", path: path,
        line: reference.places.first.map { templateLine + $0.line - 1 }))
  }

  /// Whether the header has something else than a mapping in the place of pins.
  fileprivate var hasUnreadablePartials: Bool {
    guard let pins = config[PartialPins.key], pins != .null else { return false }
    return pins.object == nil
  }
}

extension PromptFileError {
  /// A header whose `partials` are no pins by names.
  static func partialsAreNoMapping(_ path: String, line: Int?) -> PromptFileError {
    PromptFileError(
      "the header's '\(PartialPins.key)' is no mapping", path: path, line: line,
      hint: "Write one name and hash a line below it, or remove it")
  }
}

extension PartialRefusal {
  /// The one reason of several refusals, where the same helps against all of them; nil where they
  /// have several.
  static func shared(by refusals: [RepositoryError]) -> PartialRefusal? {
    let causes = refusals.map { $0.cause as? PartialRefusal }
    guard let first = causes.first.flatMap(\.self) else { return nil }
    let isShared = causes.allSatisfy { cause in
      switch (first, cause) {
      case (.notPinned, .notPinned): true
      case (_, let cause): cause == first
      }
    }
    return isShared ? first : nil
  }
}
