internal import PromptRepo

/// Which versions of Langfuse are here already, and which are to be added.
struct VersionMatching {
  /// A version here.
  struct Local {
    /// Its number.
    let number: Int
    /// The hash of its content.
    let hash: VersionHash
    /// The number that it has at Langfuse; `nil` where nothing says one.
    let mark: Int?
  }

  /// The numbers here of versions that are here, by their numbers at Langfuse.
  private(set) var here: [Int: Int] = [:]
  /// The numbers at Langfuse of those that are to be added, in their order.
  private(set) var added: [Int] = []

  /// Compares the versions of one prompt.
  ///
  /// One that says which it is, is that one and no other. One that says nothing counts by its content
  /// in its place: right behind the one that comes before it at Langfuse.
  ///
  /// - Parameters:
  ///   - there: The versions at Langfuse, oldest first, without those that cannot be taken over.
  ///   - local: The versions here, oldest first.
  init(_ there: [(number: Int, hash: VersionHash)], _ local: [Local]) {
    var marked: [Int: Int] = [:]
    for (place, version) in local.enumerated() {
      if let mark = version.mark, marked[mark] == nil { marked[mark] = place }
    }
    var next: Int? = 0
    for version in there {
      if let place = marked[version.number] {
        here[version.number] = local[place].number
        next = place + 1
      } else if let place = next, place < local.count, local[place].mark == nil,
        local[place].hash == version.hash
      {
        here[version.number] = local[place].number
        next = place + 1
      } else {
        added.append(version.number)
        next = nil
      }
    }
  }
}
