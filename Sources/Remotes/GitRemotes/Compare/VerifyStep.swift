internal import PromptRepo

/// One commit of a chain that came from elsewhere, as it was written.
struct FetchedStep {
  let commit: ObjectID
  let value: Commit
  let message: CommitMessage
  private let bytes: [UInt8]

  init(_ object: GitObject) throws(RepositoryError) {
    commit = object.id
    value = try Commit(object)
    message = CommitMessage(value.message)
    bytes = object.bytes
  }

  /// The last second that a date of four digits a year can name.
  private static let lastSecond: Int64 = 253_402_300_799

  /// What only says where a step stands: each at most once, since who reads it may take any.
  private static let single: [Trailer.Key] = [
    .promptID, .promptVersion, .versionID, .versionHash, .templateHash, .pointer, .versionCommit,
    .previousVersion, .restores, .milliseconds, .operation, .sourceCommit, .sourcePath,
  ]

  /// Why no program of a ledger writes such a commit, whatever chain it is of; `nil` for a sound
  /// one.
  ///
  /// Git's own check of objects is as strict about headers, people and times.
  var flaw: String? {
    for header in headers where !["tree", "parent", "author", "committer"].contains(header) {
      return "a commit with the header '\(header)', which no step of a ledger has"
    }
    for signature in [value.author, value.committer]
    where !(0...FetchedStep.lastSecond).contains(signature.time.seconds) {
      return
        "a commit with a time that there cannot be, \(signature.time.seconds) seconds after 1970"
    }
    if value.message.utf8.contains(0) { return "a commit with a NUL character in its message" }
    if value.object.bytes != bytes {
      return "a commit whose header or text is not written as git writes it"
    }
    for key in FetchedStep.single where message.trailers.count(where: { $0.key == key }) > 1 {
      return "a commit that has '\(key.rawValue)' twice"
    }
    if let text = message[.milliseconds], !isNumber(text, in: 1...999) {
      return "a commit with the milliseconds '\(text)', which there cannot be"
    }
    if let flaw = Transaction.flaw(inOperationOf: message.trailers) { return flaw }
    return VersionSource.flaw(in: message.trailers)
  }

  /// The words that the lines of the commit's header begin with.
  private var headers: [String] {
    var headers: [String] = []
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if line.isEmpty { break }
      // A line that begins with a space goes on with the one before it.
      if line.first != 32 {
        headers.append(String(decoding: line.prefix { $0 != 32 }, as: UTF8.self))
      }
    }
    return headers
  }

  /// Whether the message's first line is a prompt's name, and one of these texts after it.
  ///
  /// Which name it is, nobody can tell for good: it is the one that the prompt had then.
  func isAbout(aPromptThat texts: [String]) -> Bool {
    let subject = Array(message.subject.utf8)
    return texts.contains { text in
      subject.count > text.utf8.count && subject.suffix(text.utf8.count).elementsEqual(text.utf8)
        && PromptName(orNil: String(decoding: subject.dropLast(text.utf8.count), as: UTF8.self))
          != nil
    }
  }

  /// Whether a text is a number as it is written here: without a sign, and without leading zeros.
  private func isNumber(_ text: String, in range: ClosedRange<Int>) -> Bool {
    Int(text).map { range.contains($0) && "\($0)".utf8.elementsEqual(text.utf8) } ?? false
  }
}

/// Why a step is not one of a ledger, or is not taken.
struct StepFlaw {
  /// What it is, for people.
  let text: String
  /// The situation, where somebody can do something about it.
  var cause: RemoteRefusal?
}

/// What is asked of new steps by who takes them into a ledger that many go on from.
///
/// A pull does not ask it: what a remote has is there, and whoever refused it could never go on.
struct ReceivedStepRules {
  /// When it is received.
  let time: Timestamp
  /// Whether steps from the future are taken too.
  let takesFutureSteps: Bool

  /// Clocks differ, and people give dates of today in other places.
  private static let tolerance: Int64 = 24 * 3_600_000

  /// Why a step is not taken; `nil` where it may be.
  ///
  /// The author's time is what somebody gave, or what a commit of the code has that nobody can
  /// change; nothing goes by it.
  ///
  /// - Parameters:
  ///   - earlier: The time of the step before it, where that was here already.
  ///   - taken: The time of the newest step of its chain that was here already.
  func flaw(
    _ step: FetchedStep, after earlier: Timestamp?, beside taken: Timestamp?
  ) -> StepFlaw? {
    let made = step.value.time(step.message)
    // Later steps are never earlier, so one from the future would date all that come after it.
    // Where one was taken already, the next ones have no choice.
    if !takesFutureSteps, isFuture(made),
      ![earlier, taken].compactMap(\.self).contains(where: { made <= $0 })
    {
      return StepFlaw(
        text: "a step from the future: \(made.rfc3339), where it is \(time.rfc3339) now",
        cause: .stepFromTheFuture)
    }
    if let earlier, made < earlier {
      return StepFlaw(
        text: "a step of \(made.rfc3339), which is before the step that it follows")
    }
    for person in [step.value.author, step.value.committer] {
      if let scalar = (person.name + person.email).unicodeScalars.first(where: {
        !Signature.isAllowed($0)
      }) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        return StepFlaw(
          text: "a step by somebody whose name or address has the character U+\(code)")
      }
    }
    return nil
  }

  /// Whether a time cannot have come yet on any clock that is right.
  private func isFuture(_ other: Timestamp) -> Bool {
    other.milliseconds - ReceivedStepRules.tolerance > time.milliseconds
  }
}
