import { BlockList, isIP } from 'node:net';
import type { AddressBlocks } from '../../actors/ports/address-blocks.ts';

interface Block {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Addresses and CIDR blocks as Node's own BlockList compares them. */
export const addressBlocks: AddressBlocks = {
  isBlock: (text) => blockOf(text) !== undefined,
  holds(blocks, given) {
    const address = plain(given);
    const version = isIP(address);
    if (version === 0) return false;
    const list = new BlockList();
    for (const block of blocks.map(blockOf)) if (block) list.addSubnet(block.address, block.bits, block.family);
    return list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  },
};

/** IPv4 as it is written, also when a socket for both gives it as IPv6 (RFC 4291 §2.5.5.2). */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

function blockOf(text: string): Block | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return undefined;
  const longest = version === 4 ? 32 : 128;
  if (bits !== undefined && !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  const length = bits === undefined ? longest : Number(bits);
  return length > longest ? undefined : { address, bits: length, family: version === 4 ? 'ipv4' : 'ipv6' };
}
