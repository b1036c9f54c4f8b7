extension Transaction {
  /// The time of the change, or a millisecond after the newest prompt if that is later.
  mutating func nextCreationTime() throws(RepositoryError) -> Timestamp {
    var time = Timestamp(milliseconds: committer.time.milliseconds)
    let last = if let newest { newest } else { try storedClock() }
    if let last { time = max(time, Timestamp(milliseconds: last.milliseconds + 1)) }
    newest = time
    return time
  }

  /// The creation time of the store's newest prompt; `nil` before the first.
  private func storedClock() throws(RepositoryError) -> Timestamp? {
    guard let clock = try target(of: .clock) else { return nil }
    let blob = try required(clock, for: "the time of the newest prompt")
    return try Timestamp(String(decoding: blob.bytes.prefix { $0 != 10 }, as: UTF8.self))
  }

  /// Moves the clock to the newest prompt that the transaction made.
  mutating func setClock() throws(RepositoryError) {
    guard let newest else { return }
    let clock = add(GitObject(.blob, Array("\(newest.rfc3339)\n".utf8)))
    try move(.clock, to: clock, "newest prompt")
  }
}
