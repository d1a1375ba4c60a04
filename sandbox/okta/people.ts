/** The people of the sandbox's org. Department and employee number are set, so that a missed mapping step shows. */
export interface SeedPerson {
  login: string;
  firstName: string;
  lastName: string;
  department: string;
  employeeNumber: string;
  groups: ('Kiro Users' | 'Kiro Team' | 'Facilities')[];
  left: boolean;
}

const TEAM =
  'Ana Ribeiro,Ben Okafor,Cem Yilmaz,Dee Larsen,Eva Novak,Finn Gallagher,Gita Raman,Hugo Lefevre,Ines Costa,Jon Aldous,Kaya Demir,Lena Vogt';
const USERS =
  'Mira Petrova,Noah Bennett,Olga Sidorova,Paul Mercier,Quinn Abara,Rosa Jimenez,Sam Whitfield,Tara Nair,Uma Krishnan,Viktor Hahn,Wen Li,Xavi Soler';
const OTHERS =
  'Yara Haddad,Zoe Lindqvist,Arun Mehta,Bea Fontana,Carl Jensen,Dora Szabo,Emil Horak,Fay Okoro,Gus Tremblay,Hana Sato,Ivo Marin';
const LEFT = 'Jill Archer';

const DEPARTMENTS = ['Engineering', 'Platform', 'Data', 'Security'];

function people(names: string, groups: SeedPerson['groups'], firstNumber: number, left = false): SeedPerson[] {
  return names.split(',').map((name, index) => {
    const [firstName = '', lastName = ''] = name.split(' ');
    const department = groups.includes('Facilities') ? 'Facilities' : (DEPARTMENTS[index % 4] ?? '');
    const employeeNumber = String(firstNumber + index);
    return { login: firstName.toLowerCase(), firstName, lastName, department, employeeNumber, groups, left };
  });
}

/** 36 people; everybody of "Kiro Team" is in "Kiro Users" too. The last one has left the company. */
export const PEOPLE: readonly SeedPerson[] = [
  ...people(TEAM, ['Kiro Users', 'Kiro Team'], 1001),
  ...people(USERS, ['Kiro Users'], 1013),
  ...people(OTHERS, ['Facilities'], 1025),
  ...people(LEFT, [], 1036, true),
];
