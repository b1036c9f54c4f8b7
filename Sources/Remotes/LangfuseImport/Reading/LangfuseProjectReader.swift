internal import CanonicalJSON
internal import PromptsClient
internal import Synchronization

/// What is read of a project: its prompts with all their versions.
struct LangfuseProject: Sendable {
  /// The id of the project.
  let id: String
  /// The prompts in the order of their names' bytes.
  var prompts: [LangfusePrompt]
  /// Entries of the list that cannot be read.
  var faults: [String]
}

/// Reads the prompts of a project, several versions at once.
struct LangfuseProjectReader: Sendable {
  let client: LangfuseClient
  /// Only prompts whose names begin with one of these, and what they include; all if there is none.
  let prefixes: [String]
  /// So many requests are under way at once.
  var connections = 8
  /// How much is read at all.
  var limits = ReadLimits()
  /// Told how many of all versions were read.
  let progress: @Sendable (_ done: Int, _ all: Int) -> Void

  /// Reads all that is wanted.
  ///
  /// - Throws: Why nothing can be read, or no more.
  func project() throws(ClientError) -> LangfuseProject {
    let id = try client.project()
    var (listed, faults) = try list()
    listed.sort { UTF8Key($0.name) < UTF8Key($1.name) }
    var waiting = Dictionary(listed.map { (UTF8Key($0.name), $0) }) { first, _ in first }
    var next = listed.filter(isWanted)
    var prompts: [LangfusePrompt] = []
    let budget = ReadBudget(limits.bytes)
    while !next.isEmpty {
      for prompt in next { waiting[UTF8Key(prompt.name)] = nil }
      let read = try readVersions(of: next, budget)
      prompts += read
      // What is included comes with what includes it.
      next = Set(read.flatMap(\.included).map { UTF8Key($0) }).sorted().compactMap { waiting[$0] }
    }
    return LangfuseProject(
      id: id, prompts: prompts.sorted { UTF8Key($0.name) < UTF8Key($1.name) }, faults: faults)
  }

  private func isWanted(_ prompt: LangfusePrompt) -> Bool {
    prefixes.isEmpty || prefixes.contains { prompt.name.utf8.starts(with: $0.utf8) }
  }

  /// All prompts that the list has.
  private func list() throws(ClientError) -> (prompts: [LangfusePrompt], faults: [String]) {
    var prompts: [LangfusePrompt] = []
    var faults: [String] = []
    var seen: Set<UTF8Key> = []
    var first: Int?
    var number = 1
    while true {
      let page = try client.page(number)
      let expected = first ?? page.pages
      first = expected
      // What is made meanwhile may move a page; nothing counts twice.
      let new = page.prompts.filter { seen.insert(UTF8Key($0.name)).inserted }
      prompts += new
      faults += page.faults
      guard number < page.pages else { return (prompts, faults) }
      guard !new.isEmpty || !page.faults.isEmpty else {
        throw .unusable(
          "the list of prompts does not end: page \(number) of \(page.pages) has nothing new")
      }
      guard page.pages <= 2 * expected + 10, prompts.count + faults.count <= limits.prompts else {
        throw .unusable(
          "the list of prompts does not end: it had \(expected) pages, now it has \(page.pages), and "
            + "\(prompts.count) prompts so far")
      }
      number += 1
    }
  }

  /// Reads the versions of these prompts.
  private func readVersions(
    of prompts: [LangfusePrompt], _ budget: ReadBudget
  ) throws(ClientError) -> [LangfusePrompt] {
    let wanted = prompts.indices.flatMap { index in
      prompts[index].numbers.map { (prompt: index, number: $0) }
    }
    let state = Mutex(ReadState(prompts))
    Workers.run(min(connections, max(1, wanted.count))) {
      while let place = state.withLock({ $0.take(of: wanted.count) }) {
        let (index, number) = wanted[place]
        let name = prompts[index].name
        do throws(ClientError) {
          let body = try client.version(number, of: name)
          guard budget.take(body.count) else {
            state.withLock { $0.end(with: budget.error) }
            continue
          }
          let version = Result { () throws(VersionFault) in
            try LangfuseVersion(body, of: name, number: number)
          }
          state.withLock { $0.prompts[index].versions[number] = version }
        } catch {
          state.withLock { $0.note(error, of: index, number) }
        }
        progress(state.withLock { $0.finish() }, wanted.count)
      }
    }
    return try state.withLock { state throws(ClientError) in
      if let failure = state.failure { throw failure }
      return state.prompts
    }
  }
}

/// How much is read of a project at all.
struct ReadLimits: Sendable {
  /// At most so many prompts.
  var prompts = 200_000
  /// At most so many bytes of answers about versions.
  var bytes = 512 << 20
}

/// How many bytes may still be read.
private final class ReadBudget: Sendable {
  private let left: Mutex<Int>
  private let all: Int

  init(_ bytes: Int) {
    all = bytes
    left = Mutex(bytes)
  }

  /// Takes so many of them; `false` where there are not so many.
  func take(_ bytes: Int) -> Bool {
    left.withLock { left in
      left -= bytes
      return left >= 0
    }
  }

  /// What is said where there are no more.
  var error: ClientError {
    .oversized("the versions have more than \(all >> 20) MiB, which is more than one run takes")
  }
}

/// What several threads read together.
private struct ReadState {
  var prompts: [LangfusePrompt]
  /// Why nothing more is read.
  private(set) var failure: ClientError?
  private var next = 0
  private var done = 0
  /// How many answers did not come, though the server was asked again.
  private var failures = 0

  /// After so many answers that did not come, the others are not waited for.
  private static let failureLimit = 10

  init(_ prompts: [LangfusePrompt]) {
    self.prompts = prompts
  }

  /// The next of so many places; `nil` where nothing is left to be done.
  mutating func take(of count: Int) -> Int? {
    guard failure == nil, next < count else { return nil }
    defer { next += 1 }
    return next
  }

  /// Counts a place that is done.
  mutating func finish() -> Int {
    done += 1
    return done
  }

  /// Notes why nothing more is read.
  mutating func end(with error: ClientError) {
    failure = failure ?? error
  }

  /// Notes why there is no answer about a version.
  mutating func note(_ error: ClientError, of prompt: Int, _ number: Int) {
    switch error {
    case .oversized(let reason):
      prompts[prompt].versions[number] = .failure(VersionFault(reason))
    case .refused:
      switch error.status {
      case 404:
        // It was deleted since the list was made.
        prompts[prompt].numbers.removeAll { $0 == number }
      case 401, 403: failure = failure ?? error
      case 429: fail(error, prompt)
      default:
        prompts[prompt].versions[number] = .failure(VersionFault(error.message))
      }
    case .unknown: fail(error, prompt)
    case .unreachable, .unusable: failure = failure ?? error
    }
  }

  /// Leaves a prompt out of which a version may come another time: taken without it, its later
  /// versions would come before it for good.
  private mutating func fail(_ error: ClientError, _ prompt: Int) {
    prompts[prompt].failure = error.message
    failures += 1
    if failures >= ReadState.failureLimit { failure = failure ?? error }
  }
}
