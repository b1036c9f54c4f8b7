import PromptRepo
import Testing

/// Chains along first parents: how far they are read, and how two of them compare.
@Suite struct ChainTests {
  /// Commits, some of which may be missing.
  private final class Commits {
    private var objects: [ObjectID: GitObject] = [:]
    private(set) var reads = 0

    /// Adds commits on top of one, and answers their ids, the oldest first.
    func add(_ names: String..., on base: ObjectID? = nil, merging other: ObjectID? = nil)
      -> [ObjectID]
    {
      let person = Signature(name: "Ada", email: "ada@x.org", time: Timestamp(milliseconds: 0))
      var ids: [ObjectID] = []
      for name in names {
        let parents = [ids.last ?? base, ids.isEmpty ? other : nil].compactMap(\.self)
        let commit = Commit(
          tree: Tree([]).object.id, parents: parents, author: person, committer: person,
          message: name)
        objects[commit.object.id] = commit.object
        ids.append(commit.object.id)
      }
      return ids
    }

    func remove(_ id: ObjectID) { objects[id] = nil }

    func chain(from tip: ObjectID?) -> Chain<CommitStep> {
      Chain(from: tip) { (id) throws(RepositoryError) in
        self.reads += 1
        return self.objects[id]
      }
    }
  }

  private let commits = Commits()

  @Test func isReadAsFarAsAsked() throws {
    let ids = commits.add("a", "b", "c", "d")
    var chain = commits.chain(from: ids[3])
    #expect(try chain.first { $0.value.message == "c" }?.commit == ids[2])
    #expect(commits.reads == 2)
    #expect(try chain.next(downTo: ids[1]) == nil)
    #expect(commits.reads == 2)
    #expect(try chain.steps(1).map(\.commit) == [ids[1]])
    #expect(chain.position == ids[0])
    #expect(try chain.steps().map(\.commit) == [ids[0]])
    #expect(try chain.next() == nil)
  }

  @Test func endsAtWhatIsMissing() throws {
    let ids = commits.add("a", "b", "c")
    commits.remove(ids[0])
    var chain = commits.chain(from: ids[2])
    #expect(try chain.steps().map(\.commit) == [ids[2], ids[1]])
    #expect(chain.missing == ids[0])
    var other = commits.chain(from: ids[2])
    #expect(try other.contains(ids[0]))
  }

  @Test func relationsOfChains() throws {
    let ids = commits.add("a", "b", "c")
    let others = commits.add("x", "y", on: ids[1])
    // Along a further parent nothing goes on.
    let merge = try #require(commits.add("m", on: others[1], merging: ids[2]).first)
    func relation(_ local: ObjectID?, _ remote: ObjectID?) throws -> ChainRelation {
      var (ours, theirs) = (commits.chain(from: local), commits.chain(from: remote))
      return try ours.relation(to: &theirs)
    }
    #expect(try relation(nil, nil) == .same)
    #expect(try relation(ids[2], ids[2]) == .same)
    #expect(try relation(ids[0], ids[2]) == .behind)
    #expect(try relation(nil, ids[2]) == .behind)
    #expect(try relation(ids[2], ids[0]) == .ahead)
    #expect(try relation(ids[2], nil) == .ahead)
    #expect(try relation(ids[2], others[1]) == .diverged)
    #expect(try relation(ids[2], merge) == .diverged)
    #expect(try relation(others[0], merge) == .behind)
  }

  @Test func mergeBaseOfChains() throws {
    let ids = commits.add("a", "b", "c", "d")
    let others = commits.add("x", on: ids[1])
    var (ours, theirs) = (commits.chain(from: ids[3]), commits.chain(from: others[0]))
    let base = try ours.mergeBase(with: &theirs)
    #expect(base.commit == ids[1])
    #expect(base.ours == [ids[2], ids[3]])
    #expect(base.theirs == others)
    let stranger = commits.add("a of another")
    (ours, theirs) = (commits.chain(from: ids[1]), commits.chain(from: stranger[0]))
    let none = try ours.mergeBase(with: &theirs)
    #expect(none.commit == nil)
    #expect(none.ours == [ids[0], ids[1]])
    #expect(none.theirs == stranger)
  }
}
