"""Common given names, by which a person is told from a company, and "he" from "she"."""

MEN = frozenset(
    "Aaron Abdul Adam Ahmed Alan Albert Alejandro Alexander Alexei Ali Andre Andrew Andy Angus Anthony Antonio Antony"
    " Arthur Barack Ben Benjamin Bernard Bernie Bill Bob Boris Brad Bradley Brett Brian Bruce Carl Carlos Charles"
    " Charlie Chris Christopher Chuck Clarence Colin Craig Dan Daniel Dario Dave David Dean Dennis Derek Dick Dmitry"
    " Dominic Don Donald Doug Douglas Ed Eddie Edward Edwin Elon Emmanuel Eric Erik Ernest Evan Francis Francisco"
    " Frank Fred Gary Gavin Geoff Geoffrey George Gerald Gerard Gordon Graham Greg Gregory Hans Harold Harry Hassan"
    " Henry Howard Hugh Hugo Ian Igor Imran Isaac Ivan Jack Jacob Jake James Jared Jason Jay Jeff Jeffrey Jens Jeremy"
    " Jerome Jerry Jim Jimmy Joe Joel John Johnny Jon Jonathan Jorge Jose José Joseph Josh Joshua Juan Julian Justin"
    " Karl Keir Keith Ken Kenneth Kurt Kevin Larry Lawrence Leon Leonard Liam Lindsey Lloyd Louis Lucas Luis Luke"
    " Malcolm Manuel Marc Marco Marcus Mario Mark Martin Marvin Matt Matteo Matthew Maurice Max Michael Miguel Mike"
    " Mitch Mitt Mohamed Mohammad Mohammed Muhammad Narendra Nathan Neil Newt Nicholas Nicolas Nicolás Nick Nigel Noah"
    " Norman Oliver Oscar Otto Patrick Paul Pedro Pete Peter Phil Philip Phillip Pierre Rafael Ralph Ramon Randy Ray"
    " Raymond Recep Rex Ricardo Rich Richard Rick Rob Robert Roberto Roger Ron Ronald Roy Rudy Russell Ryan Salman"
    " Scott Sean Sergei Sergey Seth Shane Simon Stanley Stephen Steve Steven Stuart Tariq Ted Terrence Terry Thomas"
    " Tim Timothy Toby Todd Tom Tommy Tony Trevor Ulrich Victor Viktor Vincent Vladimir Volodymyr Walter Warren Wayne"
    " William Xavier Xi Yoav Zachary Benny Bashar Brendan Bryan Cory Devin Reince Rand Rahm Sajid Sebastian Tucker"
    " Wolf Vivek Hakeem Merrick Asa Ruben Raul Raúl Javier Joaquin Julián Julio Mick Rod Rodney Roland Wilbur Alberto"
    " Alex Anders Benedict Bobby Cliff Clyde Conor Curtis Darren Darrell Duncan Earl Elijah Ethan Felix Fernando Glenn"
    " Grant Guy Jamal Jean Jesse Kyle Lance Lars Leo Lou Mathew Milton Mohamad Nathaniel Owen Preston Reid Rodrigo"
    " Rupert Samuel Sam Saul Sherrod Spencer Stefan Sven Tyler Wesley Zac Zack".split()
)

WOMEN = frozenset(
    "Abigail Adriana Agnes Alexandria Alexandra Alice Alicia Alison Allison Amanda Amber Amelia Amy Ana Andrea Angela"
    " Angelina Anita Ann Anna Anne Annette Annie Barbara Becky Bella Beth Betsy Betty Beverly Brenda Bridget Carla"
    " Carly Carol Caroline Carolyn Catherine Cathy Charlotte Cheryl Christina Christine Cindy Claire Clara Claudia"
    " Condoleezza Cori Cynthia Dana Danielle Deborah Debbie Debra Denise Diana Diane Dianne Donna Dorothy Eileen"
    " Elaine Eleanor Elena Elise Elizabeth Ellen Emily Emma Erica Erin Esther Eva Eve Fatima Fiona Florence Frances"
    " Gabrielle Gail Georgia Gina Gloria Grace Greta Gretchen Hannah Harriet Heather Heidi Helen Hillary Hope Huma"
    " Ilhan Irene Isabel Isabella Ivanka Jacinda Jane Janet Janice Jean Jeanne Jen Jennifer Jenny Jessica Jill Joan"
    " Joanna Joanne Josephine Joyce Judith Judy Julia Julie Kaitlan Kamala Karen Karine Kate Katherine Kathleen"
    " Kathryn Kathy Katie Kayleigh Kellyanne Kim Kimberly Kirsten Kirstjen Kristi Kristen Kristin Laura Lauren Leslie"
    " Letitia Lily Linda Lisa Liz Lorna Lori Loretta Lucy Lynn Maggie Malala Margaret Maria María Marie Marina Marine"
    " Marjorie Martha Mary Maud Maureen Maxine Megan Meghan Melania Melinda Melissa Mia Michelle Mina Miriam Monica"
    " Nadine Nancy Naomi Natalie Natasha Nicole Nicola Nikki Nina Nora Olga Olivia Pamela Pat Patricia Patty Paula"
    " Penny Priti Rachel Rashida Rebecca Rhonda Rita Rosa Rose Roxanne Ruth Sabrina Sally Samantha Sandra Saoirse Sara"
    " Sarah Serena Sharon Sheila Shirley Sonia Sophia Sophie Stacey Stephanie Sue Sunniva Susan Suzanne Sylvia Tammy"
    " Tara Teresa Theresa Tiffany Tina Tulsi Ursula Valerie Vanessa Vera Veronica Victoria Virginia Wendy Whitney"
    " Yvonne Yvette Zoe Angelika Annalena Giorgia Jeannine Ketanji Lena Hanne".split()
)
