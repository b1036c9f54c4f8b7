extension Transaction {
  /// The time of the change, or a millisecond after the newest prompt if that is later.
  mutating func nextCreationTime() throws(RepositoryError) -> Timestamp {
    var time = Timestamp(milliseconds: committer.time.milliseconds)
    let last = if let newest { newest } else { try storedClock() }
    if let last { time = max(time, Timestamp(milliseconds: last.milliseconds + 1)) }
    guard time.milliseconds <= Transaction.lastTime else {
      throw RepositoryError(
        .invalid,
        "the newest prompt of this repository is of the end of the year 9999, so none "
          + "can be newer",
        hint: "If a clock was wrong, `git update-ref -d \(ReferenceName.clock)` forgets that time")
    }
    newest = time
    return time
  }

  /// 9999-12-31T23:59:59.999Z, the last moment that can be written down.
  private static let lastTime: Int64 = 253_402_300_799_999

  /// The creation time of the store's newest prompt; `nil` before the first.
  func storedClock() throws(RepositoryError) -> Timestamp? {
    guard let clock = try target(of: .clock) else { return nil }
    let blob = try required(clock, for: "the time of the newest prompt")
    do {
      return try Timestamp(String(decoding: blob.bytes.prefix { $0 != 10 }, as: UTF8.self))
    } catch {
      throw RepositoryError(
        .damaged, "\(ReferenceName.clock) does not hold the time of the newest prompt",
        hint: "`git update-ref -d \(ReferenceName.clock)` removes it", cause: error)
    }
  }

  /// Moves the clock to the newest prompt that the transaction made.
  mutating func setClock() throws(RepositoryError) {
    guard let newest else { return }
    let clock = add(GitObject(.blob, Array("\(newest.rfc3339)\n".utf8)))
    try move(.clock, to: clock, "newest prompt")
  }
}
