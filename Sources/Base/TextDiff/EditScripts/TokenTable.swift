/// Gives equal byte strings equal small numbers, so that a diff compares integers.
///
/// Open addressing over the standard library's seeded hash: input cannot choose its collisions.
struct TokenTable {
  private var slots = [Int32](repeating: -1, count: 64)
  private var hashes: [Int] = []
  private var spellings: [ArraySlice<UInt8>] = []

  /// The numbers of `tokens`, in order.
  mutating func numbers(of tokens: some Sequence<ArraySlice<UInt8>>) -> [Int32] {
    tokens.map { number(of: $0) }
  }

  private mutating func number(of token: ArraySlice<UInt8>) -> Int32 {
    var hasher = Hasher()
    token.withUnsafeBytes { hasher.combine(bytes: $0) }
    let hash = hasher.finalize()
    let mask = slots.count - 1
    var slot = hash & mask
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if hashes[known] == hash, spellings[known] == token { return slots[slot] }
      slot = (slot + 1) & mask
    }
    let number = Int32(spellings.count)
    slots[slot] = number
    hashes.append(hash)
    spellings.append(token)
    if spellings.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for (number, hash) in hashes.enumerated() {
      var slot = hash & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }
}
