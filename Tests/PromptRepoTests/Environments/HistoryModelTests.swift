import PromptRepo
import Testing

/// Random deployments, rollbacks and undos of one pointer agree with a tree: a deployment grows a
/// branch, a rollback goes down it, and undo returns to where it was.
struct HistoryModelTests {
  /// A place in the tree: what is live, and what was live before it.
  private final class Place {
    let version: Int
    let before: Place?

    init(_ version: Int, before: Place?) {
      self.version = version
      self.before = before
    }
  }

  /// Where the pointer has been, in order.
  private struct Model {
    var trail: [Place] = []

    var live: Int? { trail.last?.version }

    mutating func deploy(_ version: Int) {
      guard version != live else { return }
      trail.append(Place(version, before: trail.last))
    }

    /// Goes one step down, and says whether there is one.
    mutating func rollback() -> Bool {
      guard let before = trail.last?.before else { return false }
      trail.append(before)
      return true
    }

    /// Goes down to a version, or else to where it was live last.
    mutating func rollback(to version: Int) -> Bool {
      guard let current = trail.last, current.version != version else { return false }
      var place = current.before
      while let here = place, here.version != version { place = here.before }
      guard let found = place ?? trail.last(where: { $0.version == version }) else { return false }
      trail.append(found)
      return true
    }

    /// Goes to where it was before the last step.
    mutating func undo() -> Bool {
      guard trail.count > 1 else { return false }
      trail.append(trail[trail.count - 2])
      return true
    }
  }

  @Test(arguments: 0..<40)
  func everyScheduleAgrees(seed: Int) throws {
    let fixture = try EnvironmentFixture(isProtected: false)
    let name = try fixture.prompt("a", "one", "two", "three", "four")
    let pointer = Pointer.environment(fixture.production)
    var model = Model()
    var state = UInt64(seed) &* 2_654_435_761 &+ 99
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for step in 0..<60 {
      let version = 1 + random(4)
      let kind = random(6)
      func isDone(_ body: () throws(RepositoryError) -> Void) -> Bool {
        do throws(RepositoryError) {
          try body()
          return true
        } catch {
          return false
        }
      }
      switch kind {
      case 0, 1:
        try fixture.deploy(name, version, to: fixture.production)
        model.deploy(version)
      case 2, 3:
        let done = isDone { () throws(RepositoryError) in
          try fixture.repository.by(fixture.author).rollback(name, pointer)
        }
        #expect(done == model.rollback(), "seed \(seed), step \(step)")
      case 4:
        let done = isDone { () throws(RepositoryError) in
          try fixture.repository.by(fixture.author).rollback(
            name, pointer, to: .number(version))
        }
        #expect(done == model.rollback(to: version), "seed \(seed), step \(step)")
      default:
        // Before the first deployment, the last thing that was done is the last version.
        guard model.live != nil else { continue }
        let done = isDone { () throws(RepositoryError) in
          try fixture.repository.by(fixture.author).undo(name)
        }
        #expect(done == model.undo(), "seed \(seed), step \(step)")
      }
      #expect(
        try fixture.live(name, fixture.production) == model.live, "seed \(seed), step \(step)")
    }
    #expect(
      try fixture.repository.moves(of: pointer, name).map(\.version).reversed()
        == model.trail.map(\.version))
  }
}
