import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptMerge
import PromptRepo
import PromptSync
import PromptsAPI
import PromptsClient
import Synchronization
import TestSupport

/// A random course of events between two ledgers, a hosted API and another writer there.
final class Schedule {
  let hosted: Hosted
  /// All that was cut anywhere.
  private(set) var texts: [String] = []
  /// How many versions the network may have delivered twice.
  private(set) var duplicates = 0
  /// What happened, for people.
  private(set) var log: [String] = []
  private let stores: [any Store]
  private let mayFail: Bool
  private let world: World
  private var dice: RepeatableNumbers

  /// What happens between requests, where several threads may be.
  private final class World: Sendable {
    let dice: Mutex<RepeatableNumbers>
    let texts = Mutex<[String]>([])
    let log = Mutex<[String]>([])
    let writer: Writer

    init(_ hosted: Hosted, _ seed: Int) {
      dice = Mutex(RepeatableNumbers(seed: seed &* 7919 &+ 1))
      writer = Writer(hosted)
    }
  }

  /// A course of events.
  ///
  /// - Parameter mayFail: Whether requests get lost and processes die.
  init(seed: Int, givesTips: Bool, mayFail: Bool, stores: [any Store]? = nil) throws {
    hosted = try Hosted(givesTips: givesTips)
    self.stores = stores ?? [MemoryStore(), MemoryStore()]
    self.mayFail = mayFail
    dice = RepeatableNumbers(seed: seed)
    world = World(hosted, seed)
  }

  /// The ledgers, each with a process that lives.
  func sides() throws -> [Side] { try stores.map { try Side(hosted, $0) } }

  /// Lets so many things happen.
  func run(_ count: Int) throws {
    let first = try sides()[0]
    try first.create("first", fresh("first"))
    for _ in 0..<count {
      switch dice.below(10) {
      case 0..<4: try changeHere()
      case 4..<6: write()
      default: try sync()
      }
    }
    hosted.fault.withLock { $0 = nil }
    let late = hosted.deliver()
    duplicates += late
    note("\(late) arrive late")
    texts += world.texts.withLock { $0 }
  }

  private func note(_ text: String) {
    world.log.withLock { $0.append(text) }
    log = world.log.withLock { $0 }
  }

  private func fresh(_ what: String) -> String {
    let text = "text \(texts.count + 1) of \(what)\n"
    texts.append(text)
    return text
  }

  private func changeHere() throws {
    let index = dice.below(stores.count)
    let side = try sides()[index]
    let prompts = try side.repository.prompts()
    guard let prompt = prompts.randomElement(using: &dice) else { return }
    let name = prompt.name.rawValue
    let count = prompt.latest?.number ?? 1
    switch dice.below(8) {
    case 0..<3:
      note("\(index) commits to \(name)")
      try side.commit(name, fresh("side \(index)"))
    case 3:
      let number = dice.below(count) + 1
      guard prompt.active?.version != number else { return }
      note("\(index) rolls \(name) back to \(number)")
      try side.rollback(name, to: number)
    case 4:
      note("\(index) describes \(name)")
      try side.edit(name, RecordEdit(description: .set("d\(dice.next() % 100_000)")))
    case 5:
      note("\(index) edits the metadata of \(name)")
      try side.edit(
        name, RecordEdit(metadata: .set(["k\(dice.below(3))": .integer(dice.below(1_000))])))
    case 6:
      note("\(index) renames \(name)")
      let new = "name-\(index)-\(dice.next() % 1_000_000)"
      try side.repository.by(Side.author()).rename(prompt.name, to: PromptName(new))
    default:
      guard prompts.count < 4 else { return }
      let new = "new-\(index)-\(dice.next() % 1_000_000)"
      note("\(index) creates \(new)")
      try side.create(new, fresh("side \(index)"))
    }
  }

  private func write() { Schedule.write(world) }

  /// Something that another writer does.
  private static func write(_ world: World) {
    let writer = world.writer
    func note(_ text: String) { world.log.withLock { $0.append(text) } }
    do throws(ClientError) {
      let prompts = try writer.prompts()
      let number = world.dice.withLock { Int($0.next() % 1_000_000) }
      let kind = world.dice.withLock { $0.below(8) }
      let text = "text \(number) of the writer\n"
      guard !prompts.isEmpty, kind != 7 || prompts.count > 4 else {
        note("the writer creates w\(number)")
        try writer.create("w\(number)", text)
        world.texts.withLock { $0.append(text) }
        return
      }
      let prompt = prompts[number % prompts.count]
      switch kind {
      case 0..<3:
        note("the writer publishes \(number) of \(prompt.name)")
        try writer.publish(prompt.id, text)
        world.texts.withLock { $0.append(text) }
      case 3, 4:
        let version = number % prompt.latestVersion + 1
        note("the writer activates \(version) of \(prompt.name)")
        try writer.activate(prompt.id, version)
      case 5:
        note("the writer names \(prompt.name) t\(number)")
        try writer.edit(prompt.id, UpdatePromptRequest(name: "t\(number)"))
      default:
        note("the writer describes \(prompt.name)")
        try writer.edit(prompt.id, UpdatePromptRequest(description: .some("w\(number)")))
      }
    } catch {
      note("the writer fails: \(error.message)")
    }
  }

  private func sync() throws {
    let index = dice.below(stores.count)
    let direction = [SyncOptions.Direction.fetch, .pull, .push, .sync, .sync, .sync][dice.below(6)]
    let resolution: Resolution? = dice.chance(60) ? nil : Resolution.allCases[dice.below(3)]
    let death = Death(after: mayFail && dice.chance(25) ? dice.below(12) : .max)
    let side = try Side(
      hosted, MortalStore(store: stores[index], death: death),
      transport: MortalTransport(transport: hosted, death: death))
    let rate = mayFail ? 12 : 0
    let world = world
    hosted.fault.withLock { fault in
      fault = { _, request in
        if world.dice.withLock({ $0.chance(10) }) { Schedule.write(world) }
        guard world.dice.withLock({ $0.chance(rate) }) else { return .none }
        let kind = world.dice.withLock { $0.below(8) }
        let fault: Hosted.Fault =
          switch kind {
          case 0: .unsent
          case 1: .unanswered
          case 2: .status(429, retryAfter: "1")
          case 3: .status(503, retryAfter: nil)
          case 4: .statusAfter(502)
          case 5: .garbled
          case 6: .malformed
          default: .late
          }
        world.log.withLock { $0.append("  \(request.method.rawValue): \(fault)") }
        return fault
      }
    }
    let how = "\(index) \(direction.rawValue)s \(resolution.map { "\($0)" } ?? "")"
    do throws(SyncError) {
      let report = try side.synchronizer.run(options(direction, resolution))
      note(
        "\(how): \(report.exitCode) \(report.items.map { "\($0.name) \($0.actions)" }) "
          + "\(report.complaints)\(death.hasCome ? ", and dies" : "")")
    } catch {
      note("\(how): \(error)")
    }
    hosted.fault.withLock { $0 = nil }
    if dice.chance(30) {
      let late = hosted.deliver()
      duplicates += late
      note("\(late) arrive late")
    }
  }

  private func options(
    _ direction: SyncOptions.Direction, _ resolution: Resolution?
  ) -> SyncOptions {
    var options = SyncOptions(direction)
    options.resolution = resolution
    options.concurrency = 1
    return options
  }
}
