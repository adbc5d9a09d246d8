import { describe, expect, test } from 'vitest';
import { addressBlocks } from '../../../adapters/addresses/address-blocks.ts';

describe('an address', () => {
  test.each([
    ['10.1.2.3', ['10.0.0.0/8'], true],
    ['11.1.2.3', ['10.0.0.0/8'], false],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
    ['192.0.2.1', ['192.0.2.1'], true],
    ['192.0.2.2', ['192.0.2.1', '0.0.0.0/0'], true],
    ['2001:db8:1::1', ['2001:DB8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32'], false],
    ['::1', ['0.0.0.0/0'], false],
    ['', ['0.0.0.0/0', '::/0'], false],
    ['10.1.2.3, 1.1.1.1', ['0.0.0.0/0'], false],
    ['10.1.2.3', [], false],
  ])('%s in %j: %s', (address, blocks, expected) => {
    expect(addressBlocks.holds(blocks, address)).toBe(expected);
  });

  test.each([
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/08',
    '::/129',
    'fe80::1%eth0',
    'localhost',
    '1.1.1.1/8/8',
  ])('%s is no block', (text) => {
    expect(addressBlocks.isBlock(text)).toBe(false);
  });
});
