// Which passwords are good enough: length and what is guessed first, no rules of composition (NIST SP 800-63B §5.1.1.2).

const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;
const FEWEST_CHARACTERS = 5;

/** What is left of the lists of stolen passwords when only twelve characters and more count; without what stands for others below. */
const COMMON: ReadonlySet<string> = new Set([
  ...['123456789012', '1234567890123', '12345678901234', '123456789012345', '1234567890123456', '012345678910'],
  ...[
    'qwertyuiop12',
    'qwertyuiop123',
    'qwertyuiopasdf',
    'qwertyuiop[]',
    '1q2w3e4r5t6y',
    '1q2w3e4r5t6y7u',
    'zaq12wsxcde3',
  ],
  ...[
    '1qaz2wsx3edc',
    '1qaz2wsx3edc4rfv',
    'qazwsxedcrfv',
    'asdfghjkl123',
    'zxcvbnm12345',
    'abcdefghijkl',
    'abcd12345678',
  ],
  ...[
    'password1234',
    'password12345',
    'password123!',
    'password2024',
    'password2025',
    'password2026',
    'passwordpassword',
  ],
  ...[
    'mypassword12',
    'mypassword123',
    'letmeinletmein',
    'letmein12345',
    'iloveyou1234',
    'iloveyouiloveyou',
    'ilovemyfamily',
  ],
  ...[
    'administrator',
    'administrator1',
    'admin1234567',
    'adminadminadmin',
    'welcome12345',
    'welcome123456',
    'changeme1234',
  ],
  ...[
    'changemeplease',
    'qwerty123456',
    'qwerty1234567',
    'football1234',
    'baseball1234',
    'princess1234',
    'sunshine1234',
  ],
  ...[
    'superman1234',
    'trustno1trustno1',
    'dragon123456',
    'monkey123456',
    'master123456',
    'michael12345',
    'liverpool123',
  ],
  ...[
    'correcthorsebatterystaple',
    'correct horse battery staple',
    'thequickbrownfox',
    'secretpassword',
    'bitcoin12345',
  ],
  ...['tothemoon123', 'moneymoneymoney', 'trading12345', 'tradingtrading', 'troupetroupe', 'troupe123456'],
]);

/** As it is hashed: the same password from every keyboard (Unicode NFKC). */
export const normalPassword = (typed: string): string => typed.normalize('NFKC');

/** What is wrong with a new password of this user, for them to read; undefined when it is good enough. */
export function passwordFault(typed: string, user: string): string | undefined {
  const password = normalPassword(typed);
  const { length } = Array.from(password);
  if (length < SHORTEST_PASSWORD) return `a password has ${SHORTEST_PASSWORD} characters or more`;
  if (length > LONGEST_PASSWORD) return `a password has ${LONGEST_PASSWORD} characters or less`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < FEWEST_CHARACTERS) return 'it repeats too few characters';
  if (COMMON.has(plain)) return 'it is among those that are tried first';
  const beyond = plain.split(user.toLowerCase()).join('');
  return beyond.length < SHORTEST_PASSWORD / 2 ? 'it is little more than your name' : undefined;
}
