/** Internet addresses, and blocks of them in CIDR notation. */
export interface AddressBlocks {
  /** Whether a text is an address or a block, of IPv4 or IPv6. */
  isBlock(text: string): boolean;
  /** Whether an address lies in one of the blocks; an IPv4 address also when it comes as `::ffff:…`. False for what is no address. */
  holds(blocks: readonly string[], address: string): boolean;
}
